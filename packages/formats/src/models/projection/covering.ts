import type { HostRule, Policy } from "@tlspin/core";

import { isBelow } from "../host-rules.ts";

/** Tells whether a rule stands below a pinned one that includes its subdomains. */
export function hasCoveringRule(policy: Policy, { host }: HostRule): boolean {
  return policy.hosts.some(
    (other) => other.exclude !== true && other.includeSubdomains && isBelow(host, other.host),
  );
}
