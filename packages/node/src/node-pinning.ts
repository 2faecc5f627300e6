import type { Pinning, PinningOptions } from "@tlspin/tls";
import type { DispatcherOptions } from "@tlspin/undici";

/** Pinned connections under one policy, in Node.js. */
export interface NodePinning extends Pinning {
  /**
   * Guarded door: WHATWG fetch. A redirect to `http:` is refused, and so is one from an enforced host
   * to a host that is not, unless `allowRedirectTo` names it.
   *
   * @throws {TypeError} `fetch failed`, with the `PeerRejectedError` as its `cause`.
   */
  readonly fetch: typeof globalThis.fetch;

  /**
   * Guarded door: a dispatcher for undici 7, and for the built-in fetch of the supported Node.js lines.
   * It has the type that its place asks for: each version of undici declares one of its own.
   *
   * @throws {OptionError} An option is unknown.
   */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters
  dispatcher<Kind = BuiltInDispatcher>(options?: DispatcherOptions): Kind;
}

/** How a pinning enforces its policy in Node.js. */
export interface NodePinningOptions extends PinningOptions {
  /** The hosts that `fetch` may be redirected to from an enforced host without being enforced. */
  readonly allowRedirectTo?: readonly string[];
}

/**
 * What the built-in fetch takes as `dispatcher`. In a project with the DOM's types, as an Electron app
 * has, fetch is declared as a browser's, which takes none.
 */
export type BuiltInDispatcher = DispatcherIn<RequestInit>;

type DispatcherIn<Init> = Init extends { readonly dispatcher?: infer Kind }
  ? NonNullable<Kind>
  : object;
