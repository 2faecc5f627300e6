import { UnsupportedRuntimeError } from "@tlspin/core";
import type { MeasuredRuntime } from "@tlspin/tls";

/** Deno, from the release on that shows its hook the whole chain. 2.5 and 2.6 ignore what it says. */
export const DENO: MeasuredRuntime = {
  name: "Deno",
  key: "deno",
  adapter: "@tlspin/deno",
  floor: [2, 8, 0],
  failsOpenBelow: [2, 7, 0],
};

/**
 * Deno hands a kept-alive connection to a request whose hook never saw it.
 *
 * @throws {UnsupportedRuntimeError} Always.
 */
export function requireHook(): never {
  throw new UnsupportedRuntimeError(
    "tlsOptions() cannot be enforced in Deno, which reuses connections that the hook never saw. " +
      "Use agent(), connect() or fetch(), which do not depend on it",
  );
}

/**
 * Refuses a wish for Deno's own network API.
 *
 * @throws {UnsupportedRuntimeError} There is one.
 */
export function refuseNative(options: object): void {
  if (!("nativeFetch" in options)) return;
  throw new UnsupportedRuntimeError(
    "nativeFetch: Deno's own fetch, WebSocket, connectTls, createHttpClient and QUIC show no " +
      "certificate to anybody (denoland/deno#8238). Use fetch(), agent() or connect()",
  );
}
