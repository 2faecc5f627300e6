import type { Instant } from "../instant.ts";
import { withRelease } from "./candidate.ts";
import { earliestOf } from "./earliest.ts";
import { effectOf } from "./effect.ts";
import { policyIn, type Situation } from "./situation.ts";
import { nextOf, type Step } from "./step.ts";

/** A step that lies ahead, and from when it is safe. */
export interface ForecastStep extends Step {
  /** `undefined` where no day within 5 years is: that of every step after it is not known either. */
  readonly on: Instant | undefined;
  /** The revision of `pins.json` after it. */
  readonly revision: number;
}

/** All the steps to the end of a rotation, by what is known now. */
export interface Forecast {
  readonly steps: readonly ForecastStep[];
  /** Whether a key is missing before the rotation can go on. */
  readonly keyMissing: boolean;
}

/**
 * Looks ahead to the end of a rotation, each step on the first day on which it is safe. Whenever
 * `pins.json` changes, each app is taken to ship it on that day.
 */
export function forecastOf(situation: Situation): Forecast {
  const steps: ForecastStep[] = [];
  let ahead = shipped(situation);
  for (;;) {
    const next = nextOf(ahead.rotation);
    if (next.kind !== "step") return { steps, keyMissing: next.kind === "key-missing" };
    const on: Instant | undefined = isOpenEnded(steps) ? undefined : dateOf(next.step, ahead);
    ahead = after(next.step, { ...ahead, at: on ?? ahead.at });
    steps.push({ ...next.step, on, revision: policyIn(ahead.policy).revision });
  }
}

function isOpenEnded(steps: readonly ForecastStep[]): boolean {
  const last = steps.at(-1);
  return last !== undefined && last.on === undefined;
}

function dateOf(step: Step, situation: Situation): Instant | undefined {
  return earliestOf(step, situation)?.on;
}

function after(step: Step, situation: Situation): Situation {
  const moved = { ...situation, ...effectOf(step, situation) };
  return moved.policy.text === situation.policy.text ? moved : shipped(moved);
}

function shipped(situation: Situation): Situation {
  const { evidence, policy, at } = situation;
  return { ...situation, evidence: withRelease(evidence, policyIn(policy), at) };
}
