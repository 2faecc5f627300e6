import type { HostRule, Pin, PinnedHostRule } from "@tlspin/core";

import { nameOf } from "./known-keys.ts";

/** The pins of a rule that can match, the backups too: those that it does not distrust. */
export function acceptedPins(rule: PinnedHostRule): readonly Pin[] {
  const distrusted = new Set(rule.distrusted.map(nameOf));
  return [...rule.pins, ...rule.backupPins].filter((pin) => !distrusted.has(nameOf(pin)));
}

/** What a pin accepts, and at which place: equal texts accept the same. */
export function acceptanceOf(pin: Pin): string {
  return `${pin.at} ${nameOf(pin)}`;
}

/** Tells whether a rule refuses what matches none of its pins. */
export function isEnforced(rule: HostRule | undefined): rule is PinnedHostRule {
  return rule !== undefined && rule.exclude !== true && rule.mode === "enforce";
}
