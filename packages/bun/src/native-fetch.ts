import type { PeerCertificate } from "node:tls";

import { OptionError, UnsupportedRuntimeError } from "@tlspin/core";
import { type Dialler, hostOf, readOptions, tlsOptionsOf } from "@tlspin/tls";

/** What Bun's own fetch is offered with: no `Request`, which could hold any option. */
export type NativeFetch = (url: string | URL, init?: NativeFetchInit) => Promise<Response>;

export interface NativeFetchInit {
  readonly method?: string;
  readonly headers?: RequestInit["headers"];
  readonly body?: RequestInit["body"];
  readonly signal?: AbortSignal;
}

/**
 * Makes the door to Bun's own fetch: each request dials, asks the hook about the leaf, and follows no
 * redirect.
 *
 * @throws {UnsupportedRuntimeError} It was asked for with an option that Bun's fetch cannot honour.
 */
export function nativeFetchOf({ inForce }: Dialler, options: OptionsThatMatter): NativeFetch {
  if (options.nativeFetch === undefined) return refuse;
  const ca = caOf(options);
  return async (input, init = {}) => {
    const { url, host } = httpsUrl(input);
    const own = readOptions(init, INIT_OPTIONS);
    const hook = tlsOptionsOf(inForce);
    let passed = false;
    const tls = {
      ca,
      rejectUnauthorized: true,
      minVersion: inForce.policy.minTls === "1.3" ? TLS_1_3 : TLS_1_2,
      // The host that was asked for, not the one that the runtime says.
      checkServerIdentity: (_hostname: string, certificate: PeerCertificate) => {
        const refused = hook.checkServerIdentity(host, certificate);
        passed = refused === undefined;
        return refused;
      },
    };
    const forced = { keepalive: false, redirect: "manual", tls };
    const response = await NATIVE_FETCH(url, Object.assign(Object.create(null), own, forced));
    if (passed) return response;
    await response.body?.cancel();
    throw new UnsupportedRuntimeError(`Bun did not ask the hook about ${host}`);
  };
}

function refuse(): never {
  throw new UnsupportedRuntimeError(
    'nativeFetch shows its hook the leaf alone: pass nativeFetch: "leaf-pins" to accept that, or ' +
      "use fetch(), which is guarded",
  );
}

interface OptionsThatMatter {
  readonly nativeFetch?: unknown;
  readonly tls: object;
}

function caOf({ nativeFetch, tls }: OptionsThatMatter): unknown {
  if (nativeFetch !== "leaf-pins") throw new OptionError("nativeFetch", 'must be "leaf-pins"');
  const { ca, ...others } = readOptions(tls, TLS_OPTIONS);
  const [name] = Object.keys(others);
  if (name === undefined) return ca;
  throw new UnsupportedRuntimeError(`tls.${name} does not reach Bun's own fetch: leave it out`);
}

function httpsUrl(input: unknown): { readonly url: URL; readonly host: string } {
  const url = typeof input === "string" || input instanceof URL ? URL.parse(String(input)) : null;
  const host = hostOf(url?.hostname.replace(/^\[(.*)\]$/, "$1"));
  if (url?.protocol === "https:" && host !== undefined) return { url, host };
  throw new OptionError("url", "must be an https: URL, not a Request");
}

const INIT_OPTIONS = ["method", "headers", "body", "signal"] as const;

const TLS_OPTIONS = [
  "ca",
  "cert",
  "checkServerIdentity",
  "crl",
  "key",
  "lookup",
  "maxVersion",
  "minVersion",
  "passphrase",
  "pfx",
] as const;

// Bun takes numbers here and throws on names.
const TLS_1_2 = 0x0303;
const TLS_1_3 = 0x0304;

// Taken at load, so that a later patch of the global does not reach it.
const NATIVE_FETCH = fetch;
