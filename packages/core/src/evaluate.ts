import type { VerifySignature } from "./path.ts";

/** What an adapter saw of the other end: which host was asked for, and what it presented. */
export interface Peer {
  /** The host that was dialled, as the caller spelled it. */
  readonly connectHost: string;
  /** The host whose identity the certificate must prove (SNI). Usually the same. */
  readonly certificateHost: string;
  readonly port: number;
  readonly chain: Chain;
}

/** The peer's certificates (DER), leaf first: as served, or the path that the runtime verified. */
export type Chain = ServedChain | VerifiedChain;

/**
 * Certificates that the runtime linked by name at most. A CA among them counts only where core finds
 * that it soundly vouches for the leaf (CVE-2016-2402).
 */
export interface ServedChain {
  readonly kind: "served";
  readonly ders: readonly Uint8Array[];
  /** The trust anchors of this dial, where the runtime tells them. A path must then end in one. */
  readonly anchors?: readonly Uint8Array[];
  readonly verifySignature: VerifySignature;
}

/** The path that the runtime itself verified, from the leaf to the trust anchor. */
export interface VerifiedChain {
  readonly kind: "verified";
  readonly ders: readonly Uint8Array[];
}
