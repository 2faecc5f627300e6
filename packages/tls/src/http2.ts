import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type ClientSessionRequestOptions,
  connect,
  type OutgoingHttpHeaders,
} from "node:http2";

import { OptionError } from "@tlspin/core";

import { type Dialler, mergedOptions, TLS_DEFAULTS } from "./dialler.ts";
import { hostOf } from "./host.ts";
import type { Http2ConnectOptions } from "./pinning.ts";
import { readOptions } from "./read-options.ts";

/**
 * Opens an HTTP/2 session to the authority of an `https:` URL. The peer must satisfy every rule that
 * its certificate's names reach, and requests to another authority are refused.
 *
 * @throws {PeerRejectedError} The policy does not allow the peer.
 * @throws {OptionError} An option would weaken enforcement or is unknown, or the URL is not `https:`.
 */
export async function http2Connect(
  dialler: Dialler,
  authority: string | URL,
  options: Http2ConnectOptions = {},
): Promise<ClientHttp2Session> {
  const url = authorityOf(authority);
  const read = readOptions(options, [...TLS_DEFAULTS, "servername", "signal", "socket", "timeout"]);
  const target = {
    host: url.hostname,
    port: url.port === "" ? 443 : url.port,
    ALPNProtocols: ["h2"],
  };
  const socket = await dialler.dial(mergedOptions(read, target));
  if (socket.alpnProtocol !== "h2") {
    socket.destroy();
    throw new Error(`${url.host} does not speak HTTP/2`);
  }
  const session = connect(url.origin, { createConnection: () => socket });
  return ownAuthorityOnly(session, url, dialler.inForce);
}

function authorityOf(authority: string | URL): URL {
  const url = URL.parse(String(authority));
  if (url?.protocol !== "https:") throw new OptionError("authority", "must be an https: URL");
  return url;
}

/** Replaces `request` on the session: one connection could carry requests for other hosts. */
function ownAuthorityOnly(
  session: ClientHttp2Session,
  url: URL,
  inForce: Dialler["inForce"],
): ClientHttp2Session {
  const request = session.request.bind(session);
  const guarded = (
    headers: OutgoingHttpHeaders | readonly string[] = {},
    options?: ClientSessionRequestOptions,
  ): ClientHttp2Stream => {
    // Copied once: what is checked is what is sent.
    const copy = withAuthority(headers, url);
    for (const [name, value] of pairsOf(copy)) refuseForeign(name, value, url);
    inForce.retireExpired();
    return request(copy, options);
  };
  return Object.defineProperty(session, "request", { value: guarded });
}

/** Says the authority itself: what Node.js would add comes from options that a prototype can change. */
function withAuthority(
  headers: OutgoingHttpHeaders | readonly string[],
  { host }: URL,
): OutgoingHttpHeaders | readonly string[] {
  const named = pairsOf(headers).some(
    ([name, value]) => value !== undefined && /^(?::authority|host)$/i.test(name),
  );
  if (isList(headers)) return named ? [...headers] : [":authority", host, ...headers];
  return named ? { ...headers } : { ...headers, ":authority": host };
}

function isList(headers: OutgoingHttpHeaders | readonly string[]): headers is readonly string[] {
  return Array.isArray(headers);
}

function pairsOf(
  headers: OutgoingHttpHeaders | readonly string[],
): readonly (readonly [string, unknown])[] {
  if (!isList(headers)) return Object.entries(headers);
  return headers.flatMap((name, i) => (i % 2 === 0 ? [[name, headers[i + 1]] as const] : []));
}

function refuseForeign(name: string, value: unknown, url: URL): void {
  const header = name.toLowerCase();
  if (value === undefined) return;
  if (header === ":scheme" && value !== "https") throw new OptionError(name, 'must be "https"');
  if (header !== ":authority" && header !== "host") return;
  if (isAuthority(value, url)) return;
  throw new OptionError(name, `must be ${url.host}: the session was proven for that host alone`);
}

function isAuthority(value: unknown, url: URL): boolean {
  if (typeof value !== "string" || !/^(?:[\w.-]+|\[[\w:.]+\])(?::\d+)?$/.test(value)) return false;
  const named = URL.parse(`https://${value}/`);
  return named?.port === url.port && hostOf(named.hostname) === hostOf(url.hostname);
}
