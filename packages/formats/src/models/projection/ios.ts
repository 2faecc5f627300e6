import type { HostRule, PinnedHostRule, Policy } from "@tlspin/core";

import type { IosPinnedDomain } from "../ios.ts";
import { hasCoveringRule } from "./covering.ts";
import {
  byName,
  type NotExpressed,
  ofExpiry,
  ofRule,
  stricter,
  weaker,
  wholePolicy,
} from "./not-expressed.ts";
import type { Projection } from "./project.ts";
import { digestsOf } from "./rule-parts.ts";

/**
 * A policy as `NSPinnedDomains`. Leaf and CA lists would be joined by AND, so that each rule gets one
 * of them: that of the leaf, where it pins any.
 */
export function projectToIos(policy: Policy): Projection {
  const { named, addresses } = byName(policy);
  const pinned = named.filter(isPinned);
  const pinnedDomains = Object.fromEntries(pinned.map((rule) => [rule.host, domainOf(rule)]));
  return {
    of: { platform: "ios", config: { pinnedDomains } },
    notExpressed: [
      ...wholePolicy(policy),
      ...addresses,
      ...pinned.flatMap((rule) => lostOf(rule, policy)),
      ...named.filter((rule) => !isPinned(rule)).flatMap((rule) => unpinnedLostOf(rule, policy)),
    ],
  };
}

function isPinned(rule: HostRule): rule is PinnedHostRule {
  return rule.exclude !== true && rule.mode === "enforce" && digestsOf(rule).length > 0;
}

function domainOf(rule: PinnedHostRule): IosPinnedDomain {
  const leaf = digestsOf(rule, "leaf");
  const lists =
    leaf.length > 0 ? { leafIdentities: leaf } : { caIdentities: digestsOf(rule, "ca") };
  return { includesSubdomains: rule.includeSubdomains, ...lists };
}

function lostOf(rule: PinnedHostRule, policy: Policy): readonly NotExpressed[] {
  const { host, includeSubdomains } = rule;
  const isMixed = digestsOf(rule, "leaf").length > 0 && digestsOf(rule, "ca").length > 0;
  return [
    ...ofRule(rule),
    ...ofExpiry(rule),
    ...(isMixed ? [stricter("pin-position", "pins of CAs are left out beside leaves", host)] : []),
    ...(includeSubdomains ? [weaker("subdomains", "covers one label below, no deeper", host)] : []),
    ...(hasCoveringRule(policy, rule)
      ? [weaker("overlap", "its parent's pins are joined", host)]
      : []),
  ];
}

function unpinnedLostOf(rule: HostRule, policy: Policy): readonly NotExpressed[] {
  const { host } = rule;
  const covered = hasCoveringRule(policy, rule)
    ? [stricter("exclude", "its parent's pins hold here too", host)]
    : [];
  if (rule.exclude === true) return covered;
  return [...covered, weaker("mode", "the host is not pinned, and nothing is reported", host)];
}
