import { canonicalHostname, OptionError } from "@tlspin/core";
import type { Dialler } from "@tlspin/tls";
import type { RequestInit } from "undici";
import { fetch, FormData, Request } from "undici/index.js";

import { PinnedDispatcher } from "./pinned-dispatcher.ts";
import { proveFetch } from "./prove-fetch.ts";
import { redirectGuard } from "./redirects.ts";

/** WHATWG fetch, with the types that every runtime declares. */
export type Fetch = (
  input: string | URL | globalThis.Request,
  init?: globalThis.RequestInit,
) => Promise<Response>;

/**
 * Makes WHATWG fetch on a pinned dispatcher of its own. It is undici's own, because the built-in one takes its
 * dispatcher only from some versions of undici, and other runtimes ignore it in silence. Before its first
 * request it proves, without network, that its dispatcher is asked.
 *
 * @param allowRedirectTo - The hosts of the option of that name, or `undefined`.
 * @throws {OptionError} It is no list.
 * @throws {HostnameError} One of them is no host.
 * @throws {UnsupportedRuntimeError} The runtime put a module of its own in the place of undici.
 */
export function pinnedFetch(dialler: Dialler, allowRedirectTo: unknown): Fetch {
  const dispatcher = new PinnedDispatcher(dialler);
  const allowed: ReadonlySet<string> = new Set(hostsOf(allowRedirectTo).map(canonicalHostname));
  const pinned = async (input: unknown, given?: RequestInit | null): Promise<unknown> => {
    const init = given ?? {};
    if (init.dispatcher !== undefined) {
      throw new OptionError("dispatcher", "would replace the pinned one");
    }
    await proven();
    const guarded = dispatcher.compose(redirectGuard(dialler, allowed));
    return fetch(requestOf(input, init), { dispatcher: guarded });
  };
  // The runtime's own types and undici's describe the same interfaces of the Fetch Standard.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return pinned as Fetch;
}

/** Once for the process: the same module serves every pinning. */
function proven(): Promise<void> {
  proof ??= proveFetch(fetch);
  return proof;
}

let proof: Promise<void> | undefined;

function hostsOf(value: unknown): readonly string[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((host) => typeof host === "string")) return [...value];
  throw new OptionError("allowRedirectTo", "must be a list of hosts");
}

/** A request of undici's, also from the built-in classes, which undici does not know for its own. */
function requestOf(input: unknown, init: RequestInit): Request {
  const own = ownBody(init);
  if (input instanceof Request) return new Request(input, own);
  if (!isRequest(input)) return new Request(String(input), own);

  const { url, headers, body } = input;
  return new Request(url, {
    ...Object.fromEntries(COPIED.map((name) => [name, input[name]])),
    headers: [...headers],
    ...(body === null ? {} : { body, duplex: "half" as const }),
    ...own,
  });
}

const COPIED = [
  "cache",
  "credentials",
  "integrity",
  "keepalive",
  "method",
  "mode",
  "redirect",
  "referrer",
  "referrerPolicy",
  "signal",
] as const;

function isRequest(input: unknown): input is globalThis.Request {
  return Object.prototype.toString.call(input) === "[object Request]";
}

/** The built-in `FormData` would be sent as the text `[object FormData]`. */
function ownBody(init: RequestInit): RequestInit {
  const body: unknown = init.body;
  if (body instanceof FormData || !isFormData(body)) return init;
  const copy = new FormData();
  for (const [name, value] of body) {
    if (typeof value === "string") copy.append(name, value);
    else copy.append(name, value, value.name);
  }
  return { ...init, body: copy };
}

function isFormData(body: unknown): body is globalThis.FormData {
  return Object.prototype.toString.call(body) === "[object FormData]";
}
