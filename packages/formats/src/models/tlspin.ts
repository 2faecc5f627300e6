import {
  canonicalHostname,
  type DistrustedKey,
  expiryOf,
  findRule,
  type Hostname,
  HostnameError,
  type Pin,
  type PinnedHostRule,
  type PinPosition,
  type Policy,
} from "@tlspin/core";

import { certificateId, type Expiry, type Requirement, settled } from "./requirement.ts";

/** What a policy requires of a host: the model of tlspin itself. A test holds it to `evaluate`. */
export function tlspinRequirement(policy: Policy, host: string): Requirement {
  const hostname = hostnameOf(host);
  if (hostname === undefined) return settled({ outcome: "refuses", reason: "host-invalid" });
  const rule = findRule(policy, hostname);
  if (rule === undefined) return unlisted(policy, hostname);
  if (rule.exclude === true) return settled({ outcome: "unpinned", reason: "host-excluded" });

  const { issued } = policy;
  return {
    kind: "pinned",
    demands: [{ leaf: idsAt(rule, "leaf"), ca: idsAt(rule, "ca") }],
    distrusted: new Set(rule.distrusted.map(idOf)),
    enforced: rule.mode === "enforce",
    ...(issued === undefined ? {} : { issued: Date.parse(issued) }),
    ...expiryIn(rule),
  };
}

function hostnameOf(host: string): Hostname | undefined {
  try {
    return canonicalHostname(host);
  } catch (error) {
    if (error instanceof HostnameError) return undefined;
    throw error;
  }
}

function unlisted({ unlistedHosts, ownedDomains = [] }: Policy, host: Hostname): Requirement {
  const owned = ownedDomains.some((domain) => host === domain || host.endsWith(`.${domain}`));
  const opens = unlistedHosts === "unpinned" && !owned;
  return settled({ outcome: opens ? "unpinned" : "refuses", reason: "host-unlisted" });
}

function idsAt({ pins, backupPins }: PinnedHostRule, at: PinPosition): ReadonlySet<string> {
  return new Set([...pins, ...backupPins].filter((pin) => pin.at === at).map(idOf));
}

function idOf(pin: Pin | DistrustedKey): string {
  return "spki" in pin ? pin.spki : certificateId(pin.certificate);
}

function expiryIn(rule: PinnedHostRule): { readonly expiry?: Expiry } {
  const end = expiryOf(rule);
  if (end === Infinity) return {};
  const outcome = rule.onExpiry === "unpin" ? "unpinned" : "refuses";
  return { expiry: { earliest: end, latest: end, outcome } };
}
