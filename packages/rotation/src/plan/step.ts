import type { KeyState } from "./key-state.ts";
import { keyNamed, keysIn, type Rotation, stateOf } from "./rotation.ts";

/** A key comes into its next state. */
export interface Step {
  /** Its name. */
  readonly key: string;
  readonly to: KeyState;
}

/** What a rotation needs next: a step, a key that nobody has made yet, or nothing. */
export type Next =
  | { readonly kind: "step"; readonly step: Step }
  | { readonly kind: "key-missing" }
  | { readonly kind: "complete" };

/**
 * The step that a rotation needs next. The order is the safe one: a pin is in the field before its key
 * is served, and the old key stays in the policy until no server shows it.
 */
export function nextOf(rotation: Rotation): Next {
  const goal = keyNamed(rotation, rotation.to);
  if (goal === undefined) return { kind: "complete" };
  const state = stateOf(goal);
  if (state === "reserve") return stepOf(goal.name, "published");
  if (state === "published") return firstABackup(rotation, goal.name);
  if (state === "adopted") return stepOf(goal.name, "active");
  const old = keysIn(rotation, "active").find(({ name }) => name !== rotation.to);
  if (old !== undefined) return stepOf(old.name, "retired");
  const [retired] = keysIn(rotation, "retired");
  return retired === undefined ? { kind: "complete" } : stepOf(retired.name, "destroyed");
}

/** A promoted key leaves the backups, of which one has to remain. */
function firstABackup(rotation: Rotation, goal: string): Next {
  const remaining = keysIn(rotation, "published").filter(({ name }) => name !== goal);
  if (remaining.length > 0) return stepOf(goal, "adopted");
  const [reserve] = keysIn(rotation, "reserve");
  return reserve === undefined ? { kind: "key-missing" } : stepOf(reserve.name, "published");
}

function stepOf(key: string, to: KeyState): Next {
  return { kind: "step", step: { key, to } };
}
