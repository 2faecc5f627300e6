import type { Hostname, PinPosition, SpkiPin } from "@tlspin/core";

import type { Instant } from "../instant.ts";
import type { KeyState } from "./key-state.ts";

/** The keys of one host rule, and which of them its servers are to move to. */
export interface Rotation {
  /** The rule's host, as `pins.json` names it. */
  readonly host: Hostname;
  /** The name of the key that servers are to show in the end. */
  readonly to: string;
  /** How long servers take to change over. */
  readonly rollOutDays: number;
  readonly keys: readonly RotationKey[];
}

/** A key, and what became of it so far. */
export interface RotationKey {
  /** What people call it. `servers.json` calls it the same. */
  readonly name: string;
  readonly spki: SpkiPin;
  readonly at: PinPosition;
  /** Since when somebody else may have its private half. */
  readonly stolen?: Instant;
  /** At least one, the last one last. */
  readonly passed: readonly [Passage, ...Passage[]];
}

/** A state that a key came into. */
export interface Passage {
  readonly state: KeyState;
  readonly on: Instant;
  /** The revision of `pins.json` from then on. */
  readonly revision: number;
}

/** What a key is now. */
export function stateOf({ passed }: RotationKey): KeyState {
  return (passed.at(-1) ?? passed[0]).state;
}

/** The keys that are in one of these states. */
export function keysIn(
  { keys }: Pick<Rotation, "keys">,
  ...states: readonly KeyState[]
): readonly RotationKey[] {
  return keys.filter((key) => states.includes(stateOf(key)));
}

/** Finds a key by the name that people call it by. */
export function keyNamed({ keys }: Rotation, name: string): RotationKey | undefined {
  return keys.find((key) => key.name === name);
}

/** The same rotation, with a key in another state. */
export function withPassage(rotation: Rotation, name: string, passage: Passage): Rotation {
  const keys = rotation.keys.map((key): RotationKey => {
    return key.name === name ? { ...key, passed: [...key.passed, passage] } : key;
  });
  return { ...rotation, keys };
}
