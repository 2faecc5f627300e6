import { RotationFileError } from "../errors.ts";
import { keysIn, type Rotation, type RotationKey, stateOf } from "./rotation.ts";
import type { TakeOver } from "./take-over.ts";

/**
 * The key that servers are to move to: the one that was asked for, else that of a rotation under way,
 * else the next one.
 *
 * @throws {RotationFileError} There is none.
 */
export function goalOf(
  { to, previous, rollOutDays, policy }: TakeOver,
  keys: readonly RotationKey[],
): Pick<Rotation, "to" | "rollOutDays"> {
  const goal = to === undefined ? nextGoal(previous, keys) : keys.find((key) => isCalled(key, to));
  if (goal === undefined) {
    const message = to === undefined ? "has no key to move to" : `has no key ${to}`;
    const hint = "make one with tlspin key new, and name its CSR with --reserve";
    throw new RotationFileError(policy.name, [{ pointer: "/hosts", message, hint }]);
  }
  return { to: goal.name, rollOutDays: rollOutDays ?? previous?.rollOutDays ?? 0 };
}

function isCalled({ name, spki }: RotationKey, text: string): boolean {
  return name === text || spki === text;
}

function nextGoal(
  previous: Rotation | undefined,
  keys: readonly RotationKey[],
): RotationKey | undefined {
  const last = keys.find(({ name }) => name === previous?.to);
  if (last !== undefined && isUnderWay(last, keys)) return last;
  return keysIn({ keys }, "adopted", "published", "reserve")[0];
}

function isUnderWay(goal: RotationKey, keys: readonly RotationKey[]): boolean {
  const left = keysIn({ keys }, "active", "retired").filter((key) => key !== goal);
  return stateOf(goal) !== "active" || left.length > 0;
}
