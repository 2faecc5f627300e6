import type { Pinning, PinningOptions } from "@tlspin/tls";
import type { Fetch } from "@tlspin/undici";

import type { NativeFetch } from "./native-fetch.ts";

/** Pinned connections under one policy, in Bun. */
export interface BunPinning extends Pinning {
  /**
   * Guarded door: WHATWG fetch, by npm's undici. A redirect to `http:` is refused, and so is one from
   * an enforced host to a host that is not, unless `allowRedirectTo` names it.
   *
   * @throws {TypeError} `fetch failed`, with the `PeerRejectedError` as its `cause`.
   */
  readonly fetch: Fetch;

  /**
   * Hook-only door: Bun's own fetch, for leaf pins. A redirect comes back as it is, and a connection
   * is not kept.
   *
   * @throws {UnsupportedRuntimeError} `nativeFetch: "leaf-pins"` was not asked for.
   * @throws {OptionError} The URL is not `https:`, or an option is not one of this door.
   * @throws {PeerRejectedError} The policy does not allow the peer.
   */
  readonly nativeFetch: NativeFetch;
}

export interface BunPinningOptions extends PinningOptions {
  /** The hosts that `fetch` may be redirected to from an enforced host without being enforced. */
  readonly allowRedirectTo?: readonly string[];
  /**
   * Opens the door `nativeFetch`. Bun shows its fetch the leaf alone, so a policy with CA pins or
   * distrusted keys is then refused.
   */
  readonly nativeFetch?: "leaf-pins";
}
