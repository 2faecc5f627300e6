import { canonicalHostname, type Hostname, isIpAddress } from "@tlspin/core";

import { usageError } from "./command-error.ts";
import { hostAddressOf } from "./host-address.ts";

/** What a certificate can name: a host, an address, or every name one label below a host. */
export type CertificateName = Hostname | `*.${string}`;

/**
 * Reads the names that a command line wants in a certificate, each once.
 *
 * @throws {CommandError | HostnameError} One is no host, address or wildcard.
 */
export function certificateNamesOf(texts: readonly string[]): readonly CertificateName[] {
  return [...new Set(texts.map(certificateNameOf))];
}

function certificateNameOf(text: string): CertificateName {
  if (!text.startsWith("*.")) return hostAddressOf(text).host;
  const parent = canonicalHostname(text.slice(2));
  if (!isIpAddress(parent) && parent.includes(".")) return `*.${parent}`;
  throw usageError(
    `${text} is no name that a certificate can carry`,
    "a wildcard stands for one label of a name: *.example.com",
  );
}

/** Tells a wildcard from a host. */
export function isWildcard(name: CertificateName): name is `*.${string}` {
  return name.startsWith("*.");
}
