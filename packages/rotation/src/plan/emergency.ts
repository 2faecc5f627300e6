import { RotationFileError } from "../errors.ts";
import { withRelease } from "./candidate.ts";
import type { Effect } from "./effect.ts";
import { type Exposure, exposureTo } from "./exposure.ts";
import { harmOfFiles } from "./harm-of-files.ts";
import { judged, type StepVerdict } from "./judge-step.ts";
import { emergencyEffect, type Remedy, remedyId } from "./remedy.ts";
import { requireServed } from "./require-served.ts";
import { keysIn, type RotationKey, stateOf } from "./rotation.ts";
import { policyIn, type Situation } from "./situation.ts";

/** A stolen key, and what can be done about it today. */
export interface Emergency {
  readonly key: RotationKey;
  /** Who accepts it now. */
  readonly exposed: Exposure;
  /** The one that cuts off the fewest first. */
  readonly choices: readonly EmergencyChoice[];
}

/** One thing that can be done. */
export interface EmergencyChoice {
  /** `wait`, `distrust`, or `switch-to-` and the name of a key. */
  readonly id: string;
  readonly remedy: Remedy;
  /** Whom it cuts off. Absent where it cannot be done. */
  readonly verdict?: StepVerdict;
  /** Why it cannot be done. */
  readonly problem?: string;
  /** Until when somebody accepts the stolen key, if each app ships the new `pins.json` today. */
  readonly exposed: Exposure;
}

/**
 * Lays out what can be done about a stolen key, and whom each choice cuts off.
 *
 * @throws {RotationFileError} A file is not valid, or does not say what servers show.
 */
export function emergencyOf(key: RotationKey, situation: Situation): Emergency {
  requireServed(situation);
  const { rotation } = situation;
  const exposed = exposureTo(key, rotation.host, situation);
  const choices = remediesFor(key, situation).map((remedy) => choiceOf(key, remedy, situation));
  return { key, exposed, choices: choices.toSorted((a, b) => cutOffBy(a) - cutOffBy(b)) };
}

/** Whether a choice stops the thief, and harms no more users than is allowed. */
export function isWayOut({ remedy, verdict }: EmergencyChoice): boolean {
  return remedy.kind !== "wait" && verdict?.allowed === true;
}

function remediesFor(key: RotationKey, { rotation }: Situation): readonly Remedy[] {
  const others = keysIn(rotation, "active", "adopted", "published").filter(
    ({ name }) => name !== key.name,
  );
  const switches = others.map(({ name }): Remedy => ({ kind: "switch", to: name }));
  return [...(stateOf(key) === "active" ? switches : []), { kind: "distrust" }, { kind: "wait" }];
}

function choiceOf(key: RotationKey, remedy: Remedy, situation: Situation): EmergencyChoice {
  const choice = { id: remedyId(remedy), remedy };
  try {
    const effect = emergencyEffect(key, remedy, situation);
    const harm = harmOfFiles(effect, situation);
    const verdict = judged(harm, situation, remedy.kind === "switch");
    return { ...choice, verdict, exposed: exposedAfter(key, effect, situation) };
  } catch (error) {
    if (!(error instanceof RotationFileError)) throw error;
    const problem = error.problems.map(({ message }) => message).join("; ");
    return { ...choice, problem, exposed: exposureTo(key, situation.rotation.host, situation) };
  }
}

function exposedAfter(key: RotationKey, { policy }: Effect, situation: Situation): Exposure {
  const { evidence, at, rotation } = situation;
  const isChanged = policy.text !== situation.policy.text;
  const after = isChanged ? withRelease(evidence, policyIn(policy), at) : evidence;
  return exposureTo(key, rotation.host, { evidence: after, at });
}

function cutOffBy({ remedy, verdict }: EmergencyChoice): number {
  if (remedy.kind === "wait") return 2;
  return verdict === undefined ? 3 : verdict.cutOff + verdict.unknown + verdict.unpinned;
}
