import { type Consequence, QUESTIONS, type QuestionName } from "./questions.ts";

/** The questions that the reader answered with yes. */
export type Facts = ReadonlySet<QuestionName>;

/** Whether to pin, and why. */
export interface Advice {
  readonly shouldPin: "yes" | "not-yet" | "no";
  /** What follows from the answers, the gravest first. */
  readonly reasons: readonly Reason[];
}

/** A consequence of one answer. */
export interface Reason extends Consequence {
  readonly question: QuestionName;
}

/** Weighs the answers: one "no" outweighs everything, and "yes" is only what is left. */
export function adviceOn(facts: Facts): Advice {
  const found = reasonsOf(facts);
  const reasons = WEIGHTS.flatMap((weight) => found.filter((reason) => reason.weight === weight));
  if (reasons.some(({ weight }) => weight === "no")) return { shouldPin: "no", reasons };
  if (reasons.some(({ weight }) => weight === "not-yet")) return { shouldPin: "not-yet", reasons };
  return { shouldPin: "yes", reasons };
}

function reasonsOf(facts: Facts): readonly Reason[] {
  return QUESTIONS.flatMap(({ name, ifYes, ifNo }) => {
    const consequence = facts.has(name) ? ifYes : ifNo;
    return consequence === undefined ? [] : [{ question: name, ...consequence }];
  });
}

const WEIGHTS = ["no", "not-yet", "note"] as const;
