import { type Fleet, fleetOf } from "../fleet.ts";
import type { Instant } from "../instant.ts";
import type { NamedText } from "../named-text.ts";
import { edited, type Effect, effectOf, requireKey } from "./effect.ts";
import { harmOfFiles } from "./harm-of-files.ts";
import type { Harm } from "./harm.ts";
import { stateAfter } from "./key-state.ts";
import { keysIn, type RotationKey, stateOf } from "./rotation.ts";
import { changeOverEdits, requireServed } from "./served-edits.ts";
import { policyIn, type Situation } from "./situation.ts";
import type { Step } from "./step.ts";

/** Whether a step may be taken, and whom it would cut off. */
export interface StepVerdict extends Harm {
  readonly allowed: boolean;
  /** The largest share of users of whom nobody knows what they accept, where servers change. */
  readonly unknown: number;
}

/**
 * Tries a step in simulation: on everybody in the field, and on whoever gets the new policy from now
 * on. Only what the step itself causes counts.
 *
 * @throws {RotationFileError} A file is not valid, before or after it.
 * @throws {RangeError} It is not the key's next state.
 */
export function judgeStep(step: Step, situation: Situation, until?: Instant): StepVerdict {
  const { rotation, policy, servers, at } = situation;
  const key = requireKey(rotation, step.key);
  if (stateAfter(stateOf(key)) !== step.to) {
    throw new RangeError(`key ${key.name} is ${stateOf(key)}, and cannot become ${step.to} next`);
  }
  requireServed(servers, { policy: policyIn(policy), host: rotation.host, at });
  const effect = effectOf(step, situation);
  const tried = { policy: effect.policy, servers: triedServers(step, situation, effect) };
  const changesServers = step.to === "adopted" || step.to === "active";
  return judged(harmOfFiles(tried, situation, until), situation, changesServers);
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
 * The servers that a step is tried on. Two of the steps change none, and are tried on what they make
 * possible: an adopted key may be served from now on; where a key is destroyed, those that know only
 * the served one besides have no way out any more, so that the next one is tried.
 */
function triedServers(step: Step, situation: Situation, effect: Effect): NamedText {
  const { rotation, at } = situation;
  const to = triedKey(step, situation);
  if (to === undefined) return effect.servers;
  const change = {
    policy: policyIn(effect.policy),
    host: rotation.host,
    from: keysIn(rotation, "active"),
    to,
    at,
    rollOutDays: rotation.rollOutDays,
  };
  return edited(effect.servers, changeOverEdits(effect.servers, change));
}

function triedKey({ key, to }: Step, { rotation }: Situation): RotationKey | undefined {
  const moving = requireKey(rotation, key);
  if (to === "adopted") return moving;
  // A stolen key is nobody's way out.
  if (to !== "destroyed" || moving.stolen !== undefined) return undefined;
  return keysIn(rotation, "adopted", "published")[0];
}

// Sums of shares are off by their last bits. Nobody has a share this small.
const ROUNDING = 1e-9;
