import type { Certificate } from "./certificate.ts";
import type { SignatureAlgorithm } from "./signature-algorithm.ts";

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
