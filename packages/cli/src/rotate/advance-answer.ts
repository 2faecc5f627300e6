import {
  effectOf,
  judgeStep,
  keyNamed,
  nextOf,
  type Situation,
  stateAfter,
  stateOf,
  type Step,
  type StepVerdict,
} from "@tlspin/rotation";

import type { Answer } from "../answer.ts";
import { usageError } from "../command-error.ts";
import { paint } from "../paint.ts";
import { printable } from "../printable.ts";
import { adoptionDocument, rotationDocument, safeDateDocument } from "./document.ts";
import { dayOf, harmLines, stepText, todoOf } from "./lines.ts";
import { refusedLines, refusedStep } from "./refused-step.ts";
import type { UnderWay } from "./situation.ts";

/** What `advance` was asked for. */
export interface AdvanceWish {
  /** Moves this key, whatever the plan says. */
  readonly key?: string;
  readonly dryRun?: boolean;
}

/**
 * Takes the next step, or says whom it would cut off.
 *
 * @throws {CommandError} There is none, or the files do not agree.
 */
export async function advanceAnswer(underWay: UnderWay, wish: AdvanceWish): Promise<Answer> {
  requireAgreement(underWay);
  const { situation } = underWay;
  const step = stepFor(situation, wish.key);
  if (step === undefined) return completeAnswer(situation);
  const verdict = judgeStep(step, situation);
  if (!verdict.allowed) return refusedAnswer(step, verdict, situation);
  return takenAnswer(step, verdict, { underWay, wish });
}

function requireAgreement({ disagreements: [first], situation }: UnderWay): void {
  if (first !== undefined) {
    throw usageError(
      `${situation.policy.name} is not what the rotation left: ${first}`,
      "undo that, or take it over: tlspin rotate plan",
    );
  }
  const last = Math.max(...situation.rotation.keys.map(({ passed }) => passed.at(-1)?.on ?? 0));
  if (situation.at >= last) return;
  throw usageError(`the last step was taken on ${dayOf(last)}`, "name that day or a later one");
}

function stepFor({ rotation }: Situation, name: string | undefined): Step | undefined {
  if (name !== undefined) return stepOfKey({ rotation }, name);
  const next = nextOf(rotation);
  if (next.kind === "step") return next.step;
  if (next.kind === "complete") return undefined;
  throw usageError(
    "a key is missing: once the next key is in use, a backup has to remain",
    "make one with tlspin key new, and name its CSR: tlspin rotate plan --reserve",
  );
}

function stepOfKey({ rotation }: Pick<Situation, "rotation">, name: string): Step {
  const key = keyNamed(rotation, name);
  const to = key === undefined ? undefined : stateAfter(stateOf(key));
  if (to !== undefined) return { key: name, to };
  const names = rotation.keys.map((each) => each.name).join(", ");
  if (key === undefined) throw usageError(`there is no key ${name}`, `there is: ${names}`);
  throw usageError(`key ${name} is destroyed`, "nothing follows");
}

function completeAnswer({ rotation }: Situation): Answer {
  return {
    exitCode: 0,
    document: { step: null, rotation: rotationDocument(rotation) },
    text: `${paint("green", "complete:")} key ${printable(rotation.to)} is in use. The next rotation: tlspin rotate plan --to KEY`,
  };
}

function refusedAnswer(step: Step, verdict: StepVerdict, situation: Situation): Answer {
  const refused = refusedStep(step, verdict, situation);
  return {
    exitCode: 1,
    document: {
      step,
      taken: false,
      verdict,
      earliest: safeDateDocument(refused.earliest),
      adoption: adoptionDocument(situation),
      rotation: rotationDocument(situation.rotation),
    },
    text: [
      `${stepText(step)} on ${dayOf(situation.at)}?`,
      ...refusedLines(refused, situation),
      "",
      `${paint("red", "refused:")} nothing was written.`,
    ].join("\n"),
  };
}

interface Asked {
  readonly underWay: UnderWay;
  readonly wish: AdvanceWish;
}

async function takenAnswer(
  step: Step,
  verdict: StepVerdict,
  { underWay, wish }: Asked,
): Promise<Answer> {
  const { situation, files } = underWay;
  const effect = effectOf(step, situation);
  const written = wish.dryRun === true ? [] : await files.save(effect);
  const { rotation } = effect;
  return {
    exitCode: 0,
    document: {
      step,
      taken: written.length > 0,
      verdict,
      written,
      rotation: rotationDocument(rotation),
    },
    text: [
      `${stepText(step)} on ${dayOf(situation.at)}`,
      ...harmLines(verdict),
      ...written.map((path) => `Written: ${printable(path)}`),
      `To do: ${todoOf(step, rotation)}`,
      wish.dryRun === true
        ? `${paint("green", "allowed:")} nothing was written.`
        : `${paint("green", "taken:")} ${stepText(step)}. ${afterText(effect)}`,
    ].join("\n"),
  };
}

function afterText({ rotation }: Pick<Situation, "rotation">): string {
  const next = nextOf(rotation);
  if (next.kind === "step") return `Next: ${stepText(next.step)}`;
  return next.kind === "complete" ? "That was the last step." : "Next: a key is missing";
}
