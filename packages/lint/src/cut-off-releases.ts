import { findRule, type Policy } from "@tlspin/core";

import { acceptanceOf, acceptedPins, isEnforced } from "./accepted-pins.ts";
import type { Release } from "./evidence.ts";

/** A rule none of whose keys a release accepts. */
export interface CutOff {
  readonly host: string;
  readonly pointer: string;
}

/** The rules of a policy for whose hosts no server can satisfy both the policy and a release. */
export function cutOffReleases(policy: Policy, release: Release): readonly CutOff[] {
  return policy.hosts.flatMap((rule, index) => {
    const shipped = findRule(release.policy, rule.host);
    if (!isEnforced(rule) || !isEnforced(shipped)) return [];
    const accepted = new Set(acceptedPins(shipped).map(acceptanceOf));
    if (acceptedPins(rule).some((pin) => accepted.has(acceptanceOf(pin)))) return [];
    return [{ host: rule.host, pointer: `/hosts/${index}` }];
  });
}
