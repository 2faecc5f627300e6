import type { Policy } from "@tlspin/core";

import { CommandError, usageError } from "../command-error.ts";
import { addressText, type HostAddress } from "../host-address.ts";

/** The hosts that the command line names. */
export interface NamedHosts {
  /** Only these. */
  readonly only: readonly string[];
  /** These besides. */
  readonly extra: readonly string[];
  /** Reads a name, with the port that is usual for the protocol. */
  readonly addressOf: (text: string) => HostAddress;
}

/**
 * The hosts to audit: those that are named, or else each that the policy pins.
 *
 * @throws {CommandError} There is none, or one is named twice.
 */
export function hostsOf(
  policy: Policy,
  { only, extra, addressOf }: NamedHosts,
): readonly HostAddress[] {
  const pinned = policy.hosts.filter((rule) => rule.exclude !== true);
  const own = only.length > 0 ? only : pinned.map(({ host }) => host);
  const hosts = [...own, ...extra].map(addressOf);
  if (hosts.length === 0) throw nothingPinned();
  const names = hosts.map(addressText);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return hosts;
  throw usageError(
    `${twice} is to be audited twice`,
    "name it once; the policy's hosts are audited anyway",
  );
}

function nothingPinned(): CommandError {
  return new CommandError("the policy pins no host, so there is nothing to audit", {
    exitCode: 2,
    code: "nothing-to-audit",
    hint: "name a host to audit: tlspin check pins.json api.example.com",
  });
}
