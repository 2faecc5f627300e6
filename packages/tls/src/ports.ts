import type { Policy, VerifySignature } from "@tlspin/core";

/** What the runtimes do differently behind the same API, and their adapters have to say. */
export interface Ports {
  /** Checks one signature of a chain. */
  readonly verifySignature: VerifySignature;
  /**
   * The trust anchors (DER) that may have issued certificates of a served chain, where the runtime does
   * not show them all to its hook.
   *
   * @param ca - The caller's `ca` of this dial; `undefined` where the runtime's store counts.
   */
  readonly rootsFor?: (ders: readonly Uint8Array[], ca: unknown) => readonly Uint8Array[];
  /**
   * Asked before a policy comes into force.
   *
   * @throws {UnsupportedRuntimeError} This runtime cannot enforce it.
   */
  readonly checkPolicy?: (policy: Policy) => void;
  /**
   * Why a client certificate for an enforced host is refused under every version of TLS. Left out
   * where TLS 1.3 shows it to a proven peer only.
   */
  readonly clientCertificateFault?: string;
}
