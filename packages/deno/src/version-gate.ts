import { UnsupportedRuntimeError } from "@tlspin/core";
import { isFrom, type MeasuredRuntime, type Versions } from "@tlspin/tls";

/** Deno, from the release on that shows its hook the whole chain. 2.5 and 2.6 ignore what it says. */
export const DENO: MeasuredRuntime = {
  name: "Deno",
  key: "deno",
  adapter: "@tlspin/deno",
  floor: [2, 8, 0],
  failsOpenBelow: [2, 7, 0],
};

/**
 * Deno 2.8.0 to 2.9.5 resume TLS sessions with servers that their own store vouches for, and no option
 * stops it (denoland/deno#36592). A resumed session shows no certificate, so that most connections after
 * the first would be refused. The roots that Deno lists are not quite those that it trusts (`DENO_CERT` is
 * missing, `NODE_USE_SYSTEM_CA` adds some), so nobody but the caller may put them in the store's place.
 *
 * @param givesCa - Whether the caller names the roots: with these, no session is resumed.
 * @throws {UnsupportedRuntimeError} It says what to do.
 */
export function requireFreshSessions({ deno }: Versions, givesCa: boolean): void {
  const resumes = isFrom(deno, [2, 8, 0]) && !isFrom(deno, [2, 9, 6]);
  if (!resumes || givesCa) return;
  throw new UnsupportedRuntimeError(
    `Deno ${deno} resumes TLS sessions with servers that its own store vouches for, and a resumed ` +
      "session shows no certificate: use Deno 2.9.6 or newer, or give tls.ca, for example " +
      'getCACertificates("default") of node:tls',
  );
}

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
