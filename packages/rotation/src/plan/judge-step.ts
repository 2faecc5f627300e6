import { RotationFileError } from "../errors.ts";
import { type Fleet, fleetOf } from "../fleet.ts";
import type { Instant } from "../instant.ts";
import type { NamedText } from "../named-text.ts";
import { edited, type Effect, effectOf, requireKey } from "./effect.ts";
import { harmOfFiles } from "./harm-of-files.ts";
import type { Harm } from "./harm.ts";
import { stateAfter } from "./key-state.ts";
import { requireServed } from "./require-served.ts";
import { keysIn, type RotationKey, stateOf } from "./rotation.ts";
import { changeOverEdits } from "./served-edits.ts";
import { policyIn, type Situation } from "./situation.ts";
import type { Step } from "./step.ts";

/** Whether a step may be taken, and whom it would cut off. */
export interface StepVerdict extends Harm {
  readonly allowed: boolean;
  /** The largest share of users of whom nobody knows what they accept, where servers change. */
  readonly unknown: number;
  /** The key that servers were taken to show, where the step itself changes none of them. */
  readonly tried?: string;
  /** Why no app would load the policy that the step makes. Nothing was simulated then. */
  readonly problem?: string;
}

/**
 * Tries a step in simulation: on everybody in the field, and on whoever gets the new policy from now
 * on. Only what the step itself causes counts.
 *
 * @throws {RotationFileError} A file is not valid, or does not say what servers show.
 * @throws {RangeError} It is not the key's next state.
 */
export function judgeStep(step: Step, situation: Situation, until?: Instant): StepVerdict {
  const { rotation } = situation;
  const key = requireKey(rotation, step.key);
  if (stateAfter(stateOf(key)) !== step.to) {
    throw new RangeError(`key ${key.name} is ${stateOf(key)}, and cannot become ${step.to} next`);
  }
  requireServed(situation);
  const effect = effectOrProblem(step, situation);
  if (typeof effect === "string") return { ...REFUSED, problem: effect };
  const to = triedKey(step, situation);
  const tried = { policy: effect.policy, servers: triedServers(to, situation, effect) };
  const changesServers = step.to === "adopted" || step.to === "active";
  const verdict = judged(harmOfFiles(tried, situation, until), situation, changesServers);
  return to === undefined ? verdict : { ...verdict, tried: to.name };
}

function effectOrProblem(step: Step, situation: Situation): Effect | string {
  try {
    return effectOf(step, situation);
  } catch (error) {
    const isPolicy = error instanceof RotationFileError && error.file === situation.policy.name;
    if (!isPolicy) throw error;
    return error.problems.map(({ pointer, message }) => `${pointer} ${message}`).join("; ");
  }
}

/** Holds a harm against what was allowed. */
export function judged(harm: Harm, situation: Situation, changesServers: boolean): StepVerdict {
  const { evidence, maxCutOff = 0 } = situation;
  const unknown = changesServers ? unknownShare(fleetOf(evidence)) : 0;
  const isFewEnough = harm.cutOff + unknown <= maxCutOff + ROUNDING;
  return { ...harm, unknown, allowed: harm.unpinned === 0 && isFewEnough };
}

function unknownShare({ populations }: Fleet): number {
  const shares = populations.map(({ adoption }) => {
    return adoption.unknown.reduce((sum, { share }) => sum + share, 0);
  });
  return Math.max(0, ...shares);
}

/**
 * The key that servers are taken to show, where a step changes none of them. It is tried on what it
 * makes possible: an adopted key may be served from now on; where a key is destroyed, whoever knows
 * only the served one besides has no way out any more, so that the next one is tried.
 */
function triedKey({ key, to }: Step, { rotation }: Situation): RotationKey | undefined {
  const moving = requireKey(rotation, key);
  if (to === "adopted") return moving;
  // A stolen key is nobody's way out.
  if (to !== "destroyed" || moving.stolen !== undefined) return undefined;
  return keysIn(rotation, "adopted", "published")[0];
}

function triedServers(
  to: RotationKey | undefined,
  { rotation, at }: Situation,
  effect: Effect,
): NamedText {
  if (to === undefined) return effect.servers;
  const { host, rollOutDays } = rotation;
  const change = { policy: policyIn(effect.policy), host, from: keysIn(rotation, "active") };
  const edits = changeOverEdits(effect.servers, { ...change, to, at, rollOutDays });
  return edited(effect.servers, edits);
}

const REFUSED: StepVerdict = { allowed: false, cutOff: 0, unpinned: 0, unknown: 0 };

// Sums of shares are off by their last bits. Nobody has a share this small.
const ROUNDING = 1e-9;
