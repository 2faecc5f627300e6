import type { ForgedParty } from "../forge.ts";
import type { Identity } from "../server-spec.ts";

/** What a server shows, and the roots (PEM) that its clients trust. */
export interface TrustedIdentity extends Identity {
  readonly ca: readonly string[];
}

/** Serves a leaf and, behind it, other certificates in exactly this order. */
export function servedBy(
  leaf: ForgedParty,
  behind: readonly ForgedParty[],
  trusted: readonly ForgedParty[],
): TrustedIdentity {
  return {
    cert: [leaf, ...behind].map(({ pem }) => pem).join(""),
    key: leaf.keyPem,
    ca: trusted.map(({ pem }) => pem),
  };
}
