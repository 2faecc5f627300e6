import { RotationFileError } from "../errors.ts";
import { DAY, type Instant } from "../instant.ts";
import { withRelease } from "./candidate.ts";
import { HORIZON } from "./harm-of-files.ts";
import { judgeStep } from "./judge-step.ts";
import { policyIn, type Situation } from "./situation.ts";
import type { Step } from "./step.ts";

/** From when a step is safe, and what that takes. */
export interface SafeDate {
  readonly on: Instant;
  /** Whether each app has to ship `pins.json` as it is now before that. */
  readonly ifShipped: boolean;
}

/**
 * The first day on which a step is allowed, if nobody ships anything else. Where that day never comes,
 * because nobody has a release to move to: if each app ships the present policy now.
 */
export function earliestOf(step: Step, situation: Situation): SafeDate | undefined {
  const on = firstDay(step, situation);
  if (on !== undefined) return { on, ifShipped: false };
  const { policy, evidence, at } = situation;
  const shipped = { ...situation, evidence: withRelease(evidence, policyIn(policy), at) };
  const after = firstDay(step, shipped);
  return after === undefined ? undefined : { on: after, ifShipped: true };
}

// What a step causes from a day on is part of what it causes from an earlier day on, so that it stays
// allowed once it is. Halving finds the first day.
function firstDay(step: Step, situation: Situation): Instant | undefined {
  const { at } = situation;
  const isAllowed = (day: number): boolean => isAllowedAt(step, situation, dayOf(at, day));
  let [refused, allowed] = [-1, LATEST];
  if (!isAllowed(allowed)) return undefined;
  while (allowed - refused > 1) {
    const middle = (refused + allowed) >>> 1;
    if (isAllowed(middle)) allowed = middle;
    else refused = middle;
  }
  return dayOf(at, allowed);
}

function isAllowedAt(step: Step, situation: Situation, at: Instant): boolean {
  try {
    return judgeStep(step, { ...situation, at }, situation.at + HORIZON).allowed;
  } catch (error) {
    // What servers show then is not known.
    if (error instanceof RotationFileError) return false;
    throw error;
  }
}

/** Today, and then the beginnings of days. */
function dayOf(at: Instant, day: number): Instant {
  return day === 0 ? at : (Math.floor(at / DAY) + day) * DAY;
}

// Half of the time that a simulation looks ahead.
const LATEST = HORIZON / DAY / 2;
