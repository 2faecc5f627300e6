import type { Certificate } from "./certificate.ts";

/**
 * Checks one signature. Synchronous, because the hooks of the runtimes are. It says `"unsupported"`
 * where the runtime cannot verify the algorithm, which is never taken for `"valid"`.
 */
export type VerifySignature = (check: SignatureCheck) => SignatureAnswer;

export type SignatureAnswer = "valid" | "invalid" | "unsupported";

export interface SignatureCheck {
  readonly algorithm: SignatureAlgorithm;
  /** The issuer's SubjectPublicKeyInfo (DER). */
  readonly issuerSpki: Uint8Array;
  /** The bytes that were signed: the TBSCertificate (DER). */
  readonly signed: Uint8Array;
  /** For ECDSA the DER sequence of r and s. */
  readonly signature: Uint8Array;
}

/** The signature algorithms that a path may use: SHA-256 or stronger. PSS salts are as long as the hash. */
export type SignatureAlgorithm =
  | "rsa-pkcs1-sha256"
  | "rsa-pkcs1-sha384"
  | "rsa-pkcs1-sha512"
  | "rsa-pss-sha256"
  | "rsa-pss-sha384"
  | "rsa-pss-sha512"
  | "ecdsa-sha256"
  | "ecdsa-sha384"
  | "ecdsa-sha512"
  | "ed25519"
  | "ed448";

/** What the search for paths found. */
export interface Vouching {
  /** The CAs that soundly vouch for the leaf, nearest first. */
  readonly cas: readonly Certificate[];
  /** Whether a link was left out because the runtime cannot verify its signature. */
  readonly unsupported: boolean;
  /** Whether the work budget ran out, so that `cas` may be incomplete. */
  readonly exhausted: boolean;
}

export interface PathSearch {
  readonly leaf: Certificate;
  /** What the peer served besides the leaf, in any order, and what the runtime added. */
  readonly candidates: readonly Certificate[];
  /** Where given, a path counts only if it ends in one of these. */
  readonly anchors?: readonly Certificate[];
  readonly verifySignature: VerifySignature;
  readonly at: Date;
}
