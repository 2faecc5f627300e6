import type { Pinning, PinningOptions } from "@tlspin/tls";
import type { Fetch } from "@tlspin/undici";

/** Pinned connections under one policy, in Deno. */
export interface DenoPinning extends Pinning {
  /**
   * Guarded door: WHATWG fetch, by npm's undici. A redirect to `http:` is refused, and so is one from
   * an enforced host to a host that is not, unless `allowRedirectTo` names it.
   *
   * @throws {TypeError} `fetch failed`, with the `PeerRejectedError` as its `cause`.
   */
  readonly fetch: Fetch;
}

export interface DenoPinningOptions extends PinningOptions {
  /** The hosts that `fetch` may be redirected to from an enforced host without being enforced. */
  readonly allowRedirectTo?: readonly string[];
  /**
   * Lets a client certificate be used for enforced hosts. Deno sends it before the hook has judged the
   * server, also under TLS 1.3, so a man in the middle learns who calls. No application byte follows.
   */
  readonly acceptClientCertificateDisclosure?: boolean;
}
