import type { Pin, PinPosition, SpkiPin } from "@tlspin/core";

import { RotationFileError } from "../errors.ts";
import type { NamedText } from "../named-text.ts";
import type { KeyState } from "./key-state.ts";
import { type FoundRule, placeOfPin } from "./pinned-rule.ts";
import { type Passage, type RotationKey, stateOf } from "./rotation.ts";

/** A key that a rotation is to know, and where in a path it stands. */
export interface PlacedKey {
  readonly spki: SpkiPin;
  readonly at: PinPosition;
}

/** The keys that a rule names or that were made, without those that are known. */
export function newKeysIn(
  { rule }: FoundRule,
  known: readonly RotationKey[],
  reserves: readonly Pick<PlacedKey, "spki">[],
): readonly PlacedKey[] {
  const seen = new Set(known.map(({ spki }) => spki));
  const pinned = [...rule.pins, ...rule.backupPins].flatMap(placedIn);
  const made = reserves.map(({ spki }): PlacedKey => ({ spki, at: "leaf" }));
  return [...pinned, ...made].filter(({ spki }) => seen.size < seen.add(spki).size);
}

// A certificate pin dies with its certificate: it has no life of its own to plan.
function placedIn(pin: Pin): readonly PlacedKey[] {
  return "spki" in pin ? [{ spki: pin.spki, at: pin.at }] : [];
}

/** The state of a key, by where a rule names it and whether servers show it. */
export function stateIn(
  found: FoundRule,
  spki: SpkiPin,
  served: ReadonlySet<SpkiPin>,
): KeyState | undefined {
  if (placeOfPin(found, "pins", spki) !== undefined) return served.has(spki) ? "active" : "adopted";
  return placeOfPin(found, "backupPins", spki) === undefined ? undefined : "published";
}

/** What the files say of a known key now. */
export interface Seen extends Omit<Passage, "state"> {
  readonly state: KeyState | undefined;
}

/**
 * A key after what was done to `pins.json` by hand. A retired one may be brought back.
 *
 * @throws {RotationFileError} It was stolen or destroyed.
 */
export function caughtUp(key: RotationKey, seen: Seen, policy: NamedText): RotationKey {
  const was = stateOf(key);
  const state = seen.state ?? (NAMED.has(was) ? "retired" : was);
  // A key that servers show is active, whether or not they show it to everybody today.
  if (state === was || (was === "active" && state === "adopted")) return key;
  if (was === "destroyed" || key.stolen !== undefined) throw gone(key, policy);
  return { ...key, passed: [...key.passed, { ...seen, state }] };
}

function gone({ name, stolen }: RotationKey, policy: NamedText): RotationFileError {
  const message = `names key ${name}, which is ${stolen === undefined ? "destroyed" : "stolen"}`;
  return new RotationFileError(policy.name, [{ pointer: "/hosts", message }]);
}

const NAMED: ReadonlySet<KeyState> = new Set(["published", "adopted", "active"]);
