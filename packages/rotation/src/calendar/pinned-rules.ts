import type { DistrustedKey, Pin, PinnedHostRule, Policy } from "@tlspin/core";

/** A rule with pins, and its place in the policy (JSON Pointer). */
export interface PlacedRule {
  readonly rule: PinnedHostRule;
  readonly pointer: string;
}

/** The rules of a policy that pin their host. */
export function pinnedRules(policy: Policy): readonly PlacedRule[] {
  return policy.hosts.flatMap((rule, index) =>
    rule.exclude === true ? [] : [{ rule, pointer: `/hosts/${index}` }],
  );
}

/** The hash that a pin names, of a key or of a certificate. */
export function hashOf(pin: Pin | DistrustedKey): string {
  return "spki" in pin ? pin.spki : pin.certificate;
}

/** A pin that fits beside other words: its first characters tell it from others. */
export function shortPin(pin: string): string {
  return `${pin.slice(0, "sha256/".length + 8)}…`;
}
