import { UnsupportedRuntimeError } from "@tlspin/core";
import type { Dialler } from "@tlspin/tls";
import { type Fetch, pinnedFetch } from "@tlspin/undici";

/**
 * Makes the door `fetch`. Where Deno may not read the two variables that undici reads, it says so
 * instead of failing in the middle of a connection.
 *
 * @param allowRedirectTo - The hosts of the option of that name, or `undefined`.
 * @throws {OptionError} It is no list.
 * @throws {HostnameError} One of them is no host.
 */
export function fetchDoor(dialler: Dialler, allowRedirectTo: unknown): Fetch {
  const fetch = pinnedFetch(dialler, allowRedirectTo);
  return async (input, init) => {
    if (!mayFetch())
      throw new UnsupportedRuntimeError(`fetch needs --allow-env=${READ_BY_UNDICI.join()}`);
    return fetch(input, init);
  };
}

/** Whether Deno lets undici read what it reads. On a terminal, Deno may ask the user. */
export function mayFetch(): boolean {
  try {
    for (const variable of READ_BY_UNDICI) void process.env[variable];
    return true;
  } catch {
    return false;
  }
}

const READ_BY_UNDICI: readonly string[] = ["JEST_WORKER_ID", "UNDICI_NO_WASM_SIMD"];
