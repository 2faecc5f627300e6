import { findRule, type HostRule, type PinnedHostRule, type Policy } from "@tlspin/core";

import { isBelow } from "../host-rules.ts";
import {
  byName,
  type NotExpressed,
  ofExpiry,
  ofPositions,
  ofRule,
  stricter,
  weaker,
  wholePolicy,
} from "./not-expressed.ts";
import type { Projection } from "./project.ts";
import { digestsOf } from "./rule-parts.ts";

/** A policy as a `CertificatePinner` of OkHttp 4.3 or later. */
export function projectToOkHttp(policy: Policy): Projection {
  const { named, addresses } = byName(policy);
  const entries = named.flatMap((rule) => {
    if (rule.exclude === true || rule.mode === "report-only") return [];
    const pattern = rule.includeSubdomains ? `**.${rule.host}` : rule.host;
    const pins = digestsOf(rule).map((digest) => `sha256/${digest}`);
    return pins.length === 0 ? [] : [{ pattern, pins }];
  });
  return {
    of: { platform: "okhttp", config: { entries } },
    notExpressed: [
      ...wholePolicy(policy),
      ...addresses,
      ...named.flatMap(lostOf),
      ...named.flatMap((rule) => overlapOf(rule, policy)),
    ],
  };
}

function lostOf(rule: HostRule): readonly NotExpressed[] {
  if (rule.exclude === true) return [];
  if (rule.mode === "report-only") return [weaker("mode", "a mismatch is not reported", rule.host)];
  return [...ofRule(rule), ...ofPositions(rule), ...ofExpiry(rule), ...withoutPins(rule)];
}

function withoutPins(rule: PinnedHostRule): readonly NotExpressed[] {
  if (digestsOf(rule).length > 0) return [];
  return [weaker("certificate-pins", "no pin is left, so that the host is not pinned", rule.host)];
}

// Patterns that match one host are joined, so that a narrower rule cannot take pins away.
function overlapOf(rule: HostRule, policy: Policy): readonly NotExpressed[] {
  const isCovered = policy.hosts.some(
    (other) =>
      other.exclude !== true &&
      other.mode === "enforce" &&
      other.includeSubdomains &&
      isBelow(rule.host, other.host),
  );
  if (!isCovered || findRule(policy, rule.host) !== rule) return [];
  if (rule.exclude === true)
    return [stricter("exclude", "its parent's pins hold here too", rule.host)];
  if (rule.mode === "report-only") {
    return [stricter("overlap", "its parent's pins are enforced here", rule.host)];
  }
  return [weaker("overlap", "its parent's pins are accepted here too", rule.host)];
}
