import { type HostRule, isIpAddress, type PinnedHostRule, type Policy } from "@tlspin/core";

/** Something of a policy that a system has no words for, and what that does to its users. */
export interface NotExpressed {
  readonly feature: Feature;
  /** The rule's host. Absent where the whole policy is meant. */
  readonly host?: string;
  /** Whether the system lets through what the policy refuses, or refuses what the policy allows. */
  readonly effect: "weaker" | "stricter";
  /** What differs, for people. */
  readonly message: string;
}

export type Feature =
  | "unlistedHosts"
  | "ownedDomains"
  | "minTls"
  | "issued"
  | "mode"
  | "distrusted"
  | "expires"
  | "certificate-pins"
  | "pin-position"
  | "subdomains"
  | "exclude"
  | "overlap"
  | "ip-address"
  | "pin-count"
  | "no-domain";

/** What no system but tlspin expresses about a whole policy. */
export function wholePolicy(policy: Policy): readonly NotExpressed[] {
  const { unlistedHosts, ownedDomains, minTls, issued } = policy;
  return [
    ...(unlistedHosts === "reject"
      ? [weaker("unlistedHosts", "hosts that no rule covers are not refused")]
      : []),
    ...(ownedDomains === undefined
      ? []
      : [weaker("ownedDomains", "unlisted hosts of owned domains are not refused")]),
    ...(minTls === "1.3" ? [weaker("minTls", "TLS 1.2 is not refused")] : []),
    ...(issued === undefined ? [] : [weaker("issued", "a clock before the issue is believed")]),
  ];
}

/** What no system but tlspin expresses about a rule. */
export function ofRule(rule: PinnedHostRule): readonly NotExpressed[] {
  const { host, distrusted, pins, backupPins } = rule;
  const certificates = [...pins, ...backupPins].filter((pin) => "certificate" in pin).length;
  return [
    ...(distrusted.length === 0 ? [] : [weaker("distrusted", "no key can be distrusted", host)]),
    ...(certificates === 0
      ? []
      : [stricter("certificate-pins", "pins of whole certificates are left out", host)]),
  ];
}

/** What systems that compare every key of the path with every pin make of a rule's positions. */
export function ofPositions({ host }: PinnedHostRule): readonly NotExpressed[] {
  return [weaker("pin-position", "a pin matches at every position of the path", host)];
}

/** What systems whose pins never expire make of a rule. */
export function ofExpiry(rule: PinnedHostRule): readonly NotExpressed[] {
  const { host, expires, onExpiry } = rule;
  if (expires === undefined) return [];
  if (onExpiry === "unpin") return [stricter("expires", "the pins never expire", host)];
  return [weaker("expires", "the pins do not end, and the host is not refused then", host)];
}

/** What systems whose expiry opens make of a rule. Where it is to refuse, no expiry is written. */
export function ofOpenExpiry(rule: PinnedHostRule): readonly NotExpressed[] {
  return rule.onExpiry === "unpin" ? [] : ofExpiry(rule);
}

/** The same, where the day ends by the device's own clock and zone. */
export function ofLocalExpiry(rule: PinnedHostRule): readonly NotExpressed[] {
  if (rule.expires === undefined || rule.onExpiry !== "unpin") return ofExpiry(rule);
  const message = "the pins end at local midnight: up to 14 hours earlier, or 12 later";
  return [weaker("expires", message, rule.host)];
}

/** What TrustKit makes of a configuration without any domain. */
export function ofNoDomain(domains: number): readonly NotExpressed[] {
  return domains > 0 ? [] : [stricter("no-domain", "with no domain the app does not start")];
}

/** A rule for an IP address, which these systems have no rules for. */
export function ofIpAddress({ host }: HostRule): NotExpressed {
  return weaker("ip-address", "an IP address cannot be pinned", host);
}

/** The rules that a system of host names can have at all, and the others. */
export function byName(policy: Policy): {
  readonly named: readonly HostRule[];
  readonly addresses: readonly NotExpressed[];
} {
  const pinnedAddresses = policy.hosts.filter(
    (rule) => isIpAddress(rule.host) && rule.exclude !== true,
  );
  return {
    named: policy.hosts.filter(({ host }) => !isIpAddress(host)),
    addresses: pinnedAddresses.map(ofIpAddress),
  };
}

export function weaker(feature: Feature, message: string, host?: string): NotExpressed {
  return { feature, effect: "weaker", message, ...(host === undefined ? {} : { host }) };
}

export function stricter(feature: Feature, message: string, host?: string): NotExpressed {
  return { feature, effect: "stricter", message, ...(host === undefined ? {} : { host }) };
}
