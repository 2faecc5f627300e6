import { canonicalHostname, type Hostname } from "@tlspin/core";

import { CommandError } from "../command-error.ts";

/**
 * Reads the domains that the owner names, and holds every host to them.
 *
 * @throws {HostnameError} One of them is no domain.
 * @throws {CommandError} A host is outside.
 */
export function ownedDomainsOf(
  texts: readonly string[],
  hosts: readonly Hostname[],
): readonly Hostname[] {
  const domains = texts.map(canonicalHostname);
  const isOwned = (host: Hostname): boolean =>
    domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
  const foreign = hosts.find((host) => domains.length > 0 && !isOwned(host));
  if (foreign === undefined) return domains;
  throw new CommandError(`${foreign} is outside the owned domains: ${domains.join(", ")}`, {
    exitCode: 1,
    code: "host-not-owned",
    hint: "pin only hosts whose keys you decide; if it is yours, name its domain with --owned too",
  });
}
