import type { Hostname, Pin, PinnedHostRule, Policy, SpkiPin } from "@tlspin/core";

import { RotationFileError } from "../errors.ts";
import type { NamedText } from "../named-text.ts";
import { policyIn } from "./situation.ts";

/** A rule that pins, and where it stands in the file. */
export interface FoundRule {
  readonly rule: PinnedHostRule;
  readonly pointer: string;
}

/** The rule that has this host, where it pins keys. */
export function pinnedRuleOf(policy: Policy, host: Hostname): FoundRule | undefined {
  const index = policy.hosts.findIndex((rule) => rule.host === host);
  const rule = policy.hosts[index];
  if (rule === undefined || rule.exclude === true) return undefined;
  return { rule, pointer: `/hosts/${index}` };
}

/**
 * The same, in the text of `pins.json`.
 *
 * @throws {RotationFileError} It has no such rule, or is not valid.
 */
export function requirePinnedRule(policy: NamedText, host: Hostname): FoundRule {
  const found = pinnedRuleOf(policyIn(policy), host);
  if (found !== undefined) return found;
  const message = `has no rule that pins ${host}`;
  throw new RotationFileError(policy.name, [{ pointer: "/hosts", message }]);
}

/** Where a rule names a key: in which list, and at which place of it. */
export function placeOfPin(
  { rule, pointer }: FoundRule,
  list: "pins" | "backupPins",
  spki: SpkiPin,
): string | undefined {
  const index = rule[list].findIndex((pin) => isOf(pin, spki));
  return index === -1 ? undefined : `${pointer}/${list}/${index}`;
}

/** Tells whether a pin is of this key. */
export function isOf(pin: Pin, spki: SpkiPin): boolean {
  return "spki" in pin && pin.spki === spki;
}
