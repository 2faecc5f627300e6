import type { HostRule, PinnedHostRule, Policy } from "@tlspin/core";

import type { AndroidDomainConfig, AndroidPinSet } from "../android.ts";
import {
  byName,
  type NotExpressed,
  ofLocalExpiry,
  ofPositions,
  ofRule,
  weaker,
  wholePolicy,
} from "./not-expressed.ts";
import type { Projection } from "./project.ts";
import { digestsOf, openingDayOf } from "./rule-parts.ts";

/** A policy as `network_security_config.xml`: one domain for each rule. */
export function projectToAndroid(policy: Policy): Projection {
  const { named, addresses } = byName(policy);
  return {
    of: { platform: "android", config: { domainConfigs: named.map(domainConfigOf) } },
    notExpressed: [...wholePolicy(policy), ...addresses, ...named.flatMap(lostOf)],
  };
}

function domainConfigOf(rule: HostRule): AndroidDomainConfig {
  const { host, includeSubdomains } = rule;
  return { domains: [{ name: host, includeSubdomains }], pinSet: pinSetOf(rule) };
}

// An empty set excludes a host from what its ancestor pins. Nothing can only be reported.
function pinSetOf(rule: HostRule): AndroidPinSet {
  if (rule.exclude === true || rule.mode === "report-only") return { pins: [] };
  const expiration = openingDayOf(rule);
  return { pins: digestsOf(rule), ...(expiration === undefined ? {} : { expiration }) };
}

function lostOf(rule: HostRule): readonly NotExpressed[] {
  if (rule.exclude === true) return [];
  if (rule.mode === "report-only") return [weaker("mode", "a mismatch is not reported", rule.host)];
  return [...ofRule(rule), ...ofPositions(rule), ...ofLocalExpiry(rule), ...withoutPins(rule)];
}

function withoutPins(rule: PinnedHostRule): readonly NotExpressed[] {
  if (digestsOf(rule).length > 0) return [];
  return [weaker("certificate-pins", "no pin is left, so that the host is not pinned", rule.host)];
}
