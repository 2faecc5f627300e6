import type { Pin } from "@tlspin/core";

import { acceptanceOf } from "../accepted-pins.ts";
import { nameOf } from "../known-keys.ts";
import { type PlacedPin, placedPins } from "../subject.ts";
import type { BareChange } from "./bare-change.ts";
import type { PlacedRule } from "./compare-rules.ts";

/** What changes in the pins of two enforced rules. A pin that its rule distrusts never counted. */
export function comparePins(before: PlacedRule, after: PlacedRule): readonly BareChange[] {
  const was = pinsOf(before);
  const is = pinsOf(after);
  return [
    ...[...is].flatMap(([name, pin]) => (was.has(name) ? [] : [added(pin, before, after)])),
    ...[...was].flatMap(([name, pin]) => (is.has(name) ? [] : [removed(pin, before)])),
    ...[...is].flatMap(([name, pin]) => moved(was.get(name), pin)),
  ];
}

function pinsOf({ rule, pointer }: PlacedRule): ReadonlyMap<string, PlacedPin> {
  return new Map(placedPins(rule, pointer).map((placed) => [acceptanceOf(placed.pin), placed]));
}

function added(
  { pin, pointer, backup }: PlacedPin,
  before: PlacedRule,
  after: PlacedRule,
): BareChange {
  const place = { id: "pin-added", newPointer: pointer } as const;
  if (distrusts(after, pin)) {
    return {
      kind: "neutral",
      reason: `pins ${shown(pin)}, which the same rule distrusts`,
      ...place,
    };
  }
  const again = distrusts(before, pin) ? ", which was distrusted" : "";
  const what = backup ? "a further backup" : "a further key";
  return { kind: "widening", reason: `accepts ${what}: ${shown(pin)}${again}`, ...place };
}

function removed({ pin, pointer }: PlacedPin, before: PlacedRule): BareChange {
  const place = { id: "pin-removed", oldPointer: pointer } as const;
  if (distrusts(before, pin)) {
    const reason = `no longer pins ${shown(pin)}, which the rule distrusted anyway`;
    return { kind: "neutral", reason, ...place };
  }
  const reason = `no longer accepts ${shown(pin)}`;
  return { kind: "narrowing", reason, ...place, mayBrick: true, takesAway: acceptanceOf(pin) };
}

function moved(was: PlacedPin | undefined, is: PlacedPin): readonly BareChange[] {
  if (was === undefined || was.backup === is.backup) return [];
  const place = { oldPointer: was.pointer, newPointer: is.pointer };
  if (was.backup) {
    const reason = `${shown(is.pin)} is promoted from backup to current: accepted before and after`;
    return [{ kind: "promotion", id: "backup-promoted", reason, ...place }];
  }
  const reason = `${shown(is.pin)} becomes a backup: accepted before and after`;
  return [{ kind: "promotion", id: "pin-demoted", reason, ...place }];
}

function distrusts({ rule }: PlacedRule, pin: Pin): boolean {
  return rule.distrusted.some((key) => nameOf(key) === nameOf(pin));
}

/** `sha256/…=`, and what is unusual of it. */
function shown(pin: Pin): string {
  const position = pin.at === "ca" ? " of a CA" : "";
  return "spki" in pin ? `${pin.spki}${position}` : `certificate ${pin.certificate}${position}`;
}
