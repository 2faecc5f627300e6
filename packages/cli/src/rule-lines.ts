import type { Hostname, HostRule, Policy } from "@tlspin/core";

import { printable } from "./printable.ts";

/** Says which rule applies to a host, and why. */
export function ruleLines(
  policy: Policy,
  host: Hostname,
  rule: HostRule | undefined,
): readonly string[] {
  if (rule === undefined) return ["Rule    none", `Why     ${unlistedReason(policy, host)}`];
  const note = rule.note === undefined ? [] : [`Note    ${printable(rule.note)}`];
  return [`Rule    ${ruleText(rule)}`, `Why     ${matchReason(host, rule)}`, ...note];
}

/** How many pins a rule has, and what it does with a mismatch. */
export function ruleText(rule: HostRule): string {
  if (rule.exclude === true) return `${rule.host}, excluded from pinning`;
  const { host, mode, pins, backupPins, expires } = rule;
  const until = expires === undefined ? "" : `, until ${expires}`;
  return `${host}, ${mode}, ${counted(pins.length, "pin")}, ${counted(backupPins.length, "backup pin")}${until}`;
}

function matchReason(host: Hostname, rule: HostRule): string {
  if (rule.host === host) return "the rule names this host";
  return `${host} is below ${rule.host}, which includes its subdomains`;
}

function unlistedReason({ unlistedHosts, ownedDomains = [] }: Policy, host: Hostname): string {
  const owned = ownedDomains.find((domain) => host === domain || host.endsWith(`.${domain}`));
  if (owned !== undefined) return `no rule covers the host, and ${owned} is in "ownedDomains"`;
  if (unlistedHosts === "unpinned") {
    return 'no rule covers the host; "unlistedHosts" is "unpinned"';
  }
  return 'no rule covers the host, and "unlistedHosts" is "reject"';
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
