import {
  earliestOf,
  percentOf,
  type SafeDate,
  type Situation,
  type Step,
  type StepVerdict,
} from "@tlspin/rotation";

import { printable } from "../printable.ts";
import { adoptionLines, dayOf, harmLines } from "./lines.ts";

/** Whom a refused step cuts off, and from when it is safe. */
export interface RefusedStep {
  readonly verdict: StepVerdict;
  readonly earliest: SafeDate | undefined;
}

/** Finds out from when a refused step is safe. */
export function refusedStep(step: Step, verdict: StepVerdict, situation: Situation): RefusedStep {
  // No day mends a policy that does not load.
  const earliest = verdict.problem === undefined ? earliestOf(step, situation) : undefined;
  return { verdict, earliest };
}

/** The same for people. */
export function refusedLines(refused: RefusedStep, situation: Situation): readonly string[] {
  const { maxCutOff = 0, policy } = situation;
  const { problem } = refused.verdict;
  if (problem !== undefined) {
    return [`  No app would load ${printable(policy.name)}: ${printable(problem)}.`];
  }
  return [
    ...triedLines(refused.verdict),
    ...harmLines(refused.verdict),
    `  Allowed: ${percentOf(maxCutOff)} (--max-cut-off), and nobody unpinned.`,
    "",
    ...safeLines(refused.earliest, situation),
  ];
}

/** What the step makes possible, and was tried. */
function triedLines({ tried }: StepVerdict): readonly string[] {
  return tried === undefined ? [] : [`  If servers showed key ${printable(tried)} from now on:`];
}

function safeLines(safe: SafeDate | undefined, situation: Situation): readonly string[] {
  if (safe === undefined) {
    return [
      "No day within 5 years is safe, with the servers of servers.json and these users:",
      ...adoptionLines(situation),
      "Take the step that the plan wants first, count users again (--adoption), say which",
      "releases have ended (tlspin release add), or how fast users update (--half-life).",
    ];
  }
  const shipped = safe.ifShipped ? ", if each app ships the policy today" : "";
  return [
    `Safe from ${dayOf(safe.on)}${shipped}. That rests on what is known of the users:`,
    ...adoptionLines(situation),
  ];
}
