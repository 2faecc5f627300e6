import type { HostRule, PinnedHostRule, Policy } from "@tlspin/core";

import type { TrustKitIosDomain } from "../trustkit-ios.ts";
import { hasCoveringRule } from "./covering.ts";
import {
  byName,
  type NotExpressed,
  ofNoDomain,
  ofOpenExpiry,
  ofPositions,
  ofRule,
  stricter,
  wholePolicy,
} from "./not-expressed.ts";
import type { Projection } from "./project.ts";
import { digestsOf, openingDayOf } from "./rule-parts.ts";

/** A policy as `TSKPinnedDomains`. */
export function projectToTrustKitIos(policy: Policy): Projection {
  const { named, addresses } = byName(policy);
  // An exclusion from nothing would keep the app from starting, and says nothing.
  const kept = named.filter((rule) => rule.exclude !== true || hasCoveringRule(policy, rule));
  const pinnedDomains = Object.fromEntries(kept.map((rule) => [rule.host, domainOf(rule)]));
  return {
    of: { platform: "trustkit-ios", config: { pinnedDomains } },
    notExpressed: [
      ...wholePolicy(policy),
      ...ofNoDomain(kept.length),
      ...addresses,
      ...kept.flatMap(lostOf),
    ],
  };
}

function domainOf(rule: HostRule): TrustKitIosDomain {
  if (rule.exclude === true) return { excludeSubdomainFromParentPolicy: true };
  const expirationDate = openingDayOf(rule);
  return {
    publicKeyHashes: digestsOf(rule),
    includeSubdomains: rule.includeSubdomains,
    enforcePinning: rule.mode === "enforce",
    ...(expirationDate === undefined ? {} : { expirationDate }),
  };
}

function lostOf(rule: HostRule): readonly NotExpressed[] {
  if (rule.exclude === true) {
    if (!rule.includeSubdomains) return [];
    return [stricter("exclude", "names below it are not excluded", rule.host)];
  }
  return [
    ...ofRule(rule),
    ...ofPositions(rule),
    ...ofOpenExpiry(rule),
    ...tooFew(rule),
    ...(rule.host.includes(".")
      ? []
      : [stricter("subdomains", "with a host of one label the app does not start", rule.host)]),
  ];
}

function tooFew(rule: PinnedHostRule): readonly NotExpressed[] {
  const least = rule.mode === "enforce" ? 2 : 1;
  if (digestsOf(rule).length >= least) return [];
  return [
    stricter("pin-count", `with fewer than ${least} key pins the app does not start`, rule.host),
  ];
}
