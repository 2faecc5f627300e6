import type { FoundPinError } from "@tlspin/core";

import type { AdapterOptions, PinningLike } from "./adapter.ts";
import type { StarttlsSpec } from "./server-spec.ts";

/** What a client under test is to reach, and what pins it. */
export interface PinTarget<Pinning extends PinningLike = PinningLike> {
  /** Made by the `createPinning` that was handed over. */
  readonly pinning: Pinning;
  /** `https://localhost:41234/`. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** The roots (PEM) that are trusted here. The pinning knows them already. */
  readonly ca: readonly string[];
}

/**
 * Makes the client under test as the program makes it, once, and gives the function that sends a request
 * and resolves when it was answered. It is called several times.
 */
export type OpenClient<Pinning extends PinningLike> = (
  target: PinTarget<Pinning>,
) => Send | Promise<Send>;

export type Send = () => unknown;

/** `createPinning` of an adapter, or the program's own function that calls it. */
export type CreatePinning<Pinning extends PinningLike> = (
  policy: never,
  options: AdapterOptions,
) => Pinning;

export interface AssertPinnedOptions {
  /**
   * `"hook-only"` where the client takes `tlsOptions()`: what it sent over a connection from before a change
   * of the policy is then not asked about. Default `"guarded"`.
   */
  readonly door?: "guarded" | "hook-only";
  /**
   * `"told"` where the client loses the error or never settles: it suffices that `onVerdict` was told.
   * Default `"found"`: `findPinError` must find it in what the request threw.
   */
  readonly error?: "found" | "told";
  /** Milliseconds for a request to settle. Default 10,000. */
  readonly patience?: number;
  /** The port of a plain server on this machine that answers in the client's protocol. Default: HTTP, or an echo. */
  readonly backend?: number;
  /** What the protocol says in clear before TLS. */
  readonly starttls?: StarttlsSpec;
  /** The Node.js to run the servers in. Default: this one, or `node` on the PATH elsewhere. */
  readonly node?: string;
}

/** What was seen of a client, where everything was as it must be. */
export interface PinnedProof {
  /** What `findPinError` found of the refusal. Absent where it did not have to. */
  readonly found?: FoundPinError;
  /** How often the client dialled the rogue server until it gave up. */
  readonly dials: number;
}
