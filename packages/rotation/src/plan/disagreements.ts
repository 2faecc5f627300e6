import type { Policy } from "@tlspin/core";

import type { KeyState } from "./key-state.ts";
import { type FoundRule, pinnedRuleOf, placeOfPin } from "./pinned-rule.ts";
import { type Rotation, type RotationKey, stateOf } from "./rotation.ts";

/** Where `pins.json` is not what the rotation left, in sentences. Somebody edited one of them. */
export function disagreementsOf(rotation: Rotation, policy: Policy): readonly string[] {
  const found = pinnedRuleOf(policy, rotation.host);
  if (found === undefined) return [`pins.json has no rule that pins ${rotation.host}`];
  return rotation.keys.flatMap((key) => disagreementOf(key, found));
}

function disagreementOf(key: RotationKey, found: FoundRule): readonly string[] {
  const state = stateOf(key);
  const wanted = WANTED[state];
  const is = listOf(key, found);
  if (is === wanted) return [];
  const should = wanted === "neither" ? "in neither list" : `in ${wanted}`;
  return [`key ${key.name} is ${state}, so it should be ${should}, and it is in ${is}`];
}

function listOf({ spki }: RotationKey, found: FoundRule): List {
  if (placeOfPin(found, "pins", spki) !== undefined) return "pins";
  return placeOfPin(found, "backupPins", spki) === undefined ? "neither" : "backupPins";
}

type List = "pins" | "backupPins" | "neither";

const WANTED: Readonly<Record<KeyState, List>> = {
  reserve: "neither",
  published: "backupPins",
  adopted: "pins",
  active: "pins",
  retired: "neither",
  destroyed: "neither",
};
