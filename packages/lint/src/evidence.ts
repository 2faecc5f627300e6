import type { Chain, Policy } from "@tlspin/core";

/** What is known besides the policy: what was dialled, or read from files. Each part may be missing. */
export interface Evidence {
  /** What hosts presented, or are about to. A host may have several: one for each address. */
  readonly chains?: readonly HostChain[];
  /** Public keys whose private half is in hand: of key files and CSRs. */
  readonly keys?: readonly HeldKey[];
  /** The releases in the field, with the policies that they shipped. */
  readonly releases?: readonly Release[];
  /** The policy that is in force now. */
  readonly base?: Policy;
  /** Whether the app presents a client certificate. */
  readonly clientCertificate?: boolean;
}

/** The chain of a host, and where it was seen. */
export interface HostChain {
  readonly host: string;
  readonly chain: Chain;
  /** For people: `api.example.com:443`, `renewed.pem`. */
  readonly from: string;
  /** The TLS version of the connection, as `TLSv1.2`. Absent where the chain comes from a file. */
  readonly protocol?: string;
}

/** A key pair that somebody here holds. */
export interface HeldKey {
  /** Its SubjectPublicKeyInfo (DER). */
  readonly spki: Uint8Array;
  /** For people: `api-2027.csr.pem`. */
  readonly from: string;
}

/** A version of an app, and the policy that it carries. */
export interface Release {
  /** For people: `desktop 4.2`. */
  readonly name: string;
  readonly policy: Policy;
}
