import type { DatedFact } from "../entry.ts";
import type { PlannedStep } from "../facts.ts";

/** The steps of a rotation. */
export function stepEntries(steps: readonly PlannedStep[]): readonly DatedFact[] {
  return steps.map(({ id, on, title, todo, host, key, state, done = false, from = PLAN }) => ({
    id: `plan-step/${id}`,
    kind: "plan-step",
    on,
    title,
    ...(state === undefined ? {} : { detail: `The key is ${state} from then on.` }),
    ...(todo === undefined ? {} : { todo }),
    ...(host === undefined ? {} : { host }),
    ...(key === undefined ? {} : { key }),
    basis: "planned",
    source: { text: from },
    open: !done,
    remindBefore: [7, 1],
  }));
}

const PLAN = "rotation plan";
