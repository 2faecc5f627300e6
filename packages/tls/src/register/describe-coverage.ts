import type { HostRule, Policy } from "@tlspin/core";

/** What `register` says at start: which hosts are pinned, and what it does and does not reach. */
export interface Coverage {
  readonly policy: Policy;
  readonly path: string;
  readonly covered: string;
  readonly notCovered: string;
}

/** Says it in three lines. */
export function describeCoverage({ policy, path, covered, notCovered }: Coverage): string {
  const { hosts, revision, unlistedHosts } = policy;
  const others = unlistedHosts === "reject" ? "refused" : "ordinary TLS, verified";
  return [
    `tlspin: ${hostsOf(hosts)} by ${path}, revision ${revision}. Other hosts: ${others}.`,
    `  Covered: ${covered}.`,
    `  Not covered: ${notCovered}.`,
    "",
  ].join("\n");
}

function hostsOf(hosts: readonly HostRule[]): string {
  const enforced = hosts.filter((rule) => rule.exclude !== true && rule.mode === "enforce");
  const reported = hosts.filter((rule) => rule.exclude !== true && rule.mode === "report-only");
  return [
    ...(enforced.length === 0 ? [] : [`${namesOf(enforced)} pinned`]),
    ...(reported.length === 0 ? [] : [`${namesOf(reported)} only reported`]),
    ...(enforced.length + reported.length === 0 ? ["no host pinned"] : []),
  ].join(", ");
}

function namesOf(rules: readonly HostRule[]): string {
  const shown = rules.slice(0, MOST_SHOWN).map(nameOf).join(", ");
  return rules.length > MOST_SHOWN ? `${shown} and ${rules.length - MOST_SHOWN} more` : shown;
}

function nameOf({ host, includeSubdomains }: HostRule): string {
  return includeSubdomains ? `${host} and subdomains` : host;
}

const MOST_SHOWN = 5;
