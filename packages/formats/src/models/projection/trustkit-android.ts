import type { HostRule, PinnedHostRule, Policy } from "@tlspin/core";

import type { TrustKitAndroidDomain } from "../trustkit-android.ts";
import { hasCoveringRule } from "./covering.ts";
import {
  byName,
  type NotExpressed,
  ofNoDomain,
  ofLocalExpiry,
  ofPositions,
  ofRule,
  stricter,
  wholePolicy,
} from "./not-expressed.ts";
import type { Projection } from "./project.ts";
import { digestsOf, openingDayOf } from "./rule-parts.ts";

/** A policy as TrustKit for Android reads it. */
export function projectToTrustKitAndroid(policy: Policy): Projection {
  const { named, addresses } = byName(policy);
  const domains = named.flatMap((rule) => (rule.exclude === true ? [] : [domainOf(rule)]));
  return {
    of: { platform: "trustkit-android", config: { domains } },
    notExpressed: [
      ...wholePolicy(policy),
      ...ofNoDomain(domains.length),
      stricter("ip-address", "every host that is an IP address is refused"),
      ...addresses,
      ...named.flatMap((rule) => lostOf(rule, policy)),
    ],
  };
}

function domainOf(rule: PinnedHostRule): TrustKitAndroidDomain {
  const expiration = openingDayOf(rule);
  return {
    name: rule.host,
    includeSubdomains: rule.includeSubdomains,
    pins: digestsOf(rule),
    enforcePinning: rule.mode === "enforce",
    ...(expiration === undefined ? {} : { expiration }),
  };
}

function lostOf(rule: HostRule, policy: Policy): readonly NotExpressed[] {
  if (rule.exclude === true) {
    if (!hasCoveringRule(policy, rule)) return [];
    return [stricter("exclude", "its parent's pins hold here too", rule.host)];
  }
  return [...ofRule(rule), ...ofPositions(rule), ...ofLocalExpiry(rule), ...tooFew(rule)];
}

function tooFew(rule: PinnedHostRule): readonly NotExpressed[] {
  if (digestsOf(rule).length > 1) return [];
  return [stricter("pin-count", "with fewer than 2 key pins the app does not start", rule.host)];
}
