import { request } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";

import { isIpAddress, OptionError } from "@tlspin/core";

import type { Dial } from "./dial.ts";
import { hostOf } from "./host.ts";
import { limit } from "./limit.ts";
import { portOf } from "./option-values.ts";
import type { PolicyInForce } from "./policy-in-force.ts";

/** A proxy, read once from its URL. */
export interface Proxy {
  readonly host: string;
  readonly port: number;
  /** Whether TLS is spoken with the proxy itself. */
  readonly secure: boolean;
  readonly authorization: string | undefined;
}

/**
 * Reads a proxy's URL.
 *
 * @throws {OptionError} It is no `http:` or `https:` URL of a host.
 */
export function proxyOf(proxy: unknown): Proxy | undefined {
  if (proxy === undefined) return undefined;
  const url = urlOf(proxy);
  const host = hostOf(url.hostname);
  if (host === undefined) throw new OptionError("proxy", "must name a host");
  const secure = url.protocol === "https:";
  const port = url.port === "" ? (secure ? 443 : 80) : portOf(url.port);
  return { host, port, secure, authorization: authorizationOf(url) };
}

function urlOf(proxy: unknown): URL {
  const url = typeof proxy === "string" || proxy instanceof URL ? URL.parse(proxy) : null;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url;
  throw new OptionError("proxy", "must be an http: or https: URL");
}

function authorizationOf({ username, password }: URL): string | undefined {
  if (username === "" && password === "") return undefined;
  try {
    const credentials = [username, password].map(decodeURIComponent).join(":");
    return `Basic ${Buffer.from(credentials).toString("base64")}`;
  } catch {
    throw new OptionError("proxy", "has credentials that are not percent-encoded");
  }
}

/** What a tunnel is opened with. */
export interface TunnelPorts {
  readonly inForce: PolicyInForce;
  /** Connects to an `https:` proxy: a peer like any other, which its own rule judges. */
  readonly dialProxy: (proxy: Proxy, dial: Dial) => Promise<Duplex>;
}

/**
 * Opens a tunnel to the origin of a dial (RFC 9110 §9.3.6), within the dial's time. The proxy learns
 * the origin's name and port, and nothing else of the caller.
 *
 * @throws {Error} The proxy did not open the tunnel.
 */
export async function openTunnel(proxy: Proxy, dial: Dial, ports: TunnelPorts): Promise<Duplex> {
  const socket = proxy.secure ? await ports.dialProxy(proxy, dial) : reach(proxy, dial);
  const letGo = ports.inForce.track(socket);
  const release = limit(socket, dial);
  try {
    return await tunnelThrough(socket, proxy, dial);
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    release();
    letGo();
  }
}

function reach({ host, port }: Proxy, { lookup }: Dial): Duplex {
  return connect({ host, port, ...(lookup === undefined ? {} : { lookup }) });
}

function tunnelThrough(socket: Duplex, proxy: Proxy, dial: Dial): Promise<Duplex> {
  const path = authorityOf(dial);
  const { authorization } = proxy;
  const headers = {
    host: path,
    ...(authorization === undefined ? {} : { "proxy-authorization": authorization }),
  };
  return new Promise((resolve, reject) => {
    const options = { method: "CONNECT", path, headers, createConnection: () => socket };
    const fail = (what: string): void => reject(new Error(`the proxy ${proxy.host} ${what}`));
    request(options)
      .once("connect", ({ statusCode }, tunnel, head) => {
        if (statusCode !== 200) fail(`answered ${statusCode} to CONNECT`);
        // A TLS server waits for its client: who speaks first is not the origin.
        else if (head.length > 0) fail("sent data before the handshake");
        else resolve(tunnel);
      })
      .once("response", ({ statusCode }) => fail(`answered ${statusCode} to CONNECT`))
      .once("error", reject)
      .end();
  });
}

function authorityOf({ connectHost, port }: Dial): string {
  const bracketed = isIpAddress(connectHost) && connectHost.includes(":");
  return `${bracketed ? `[${connectHost}]` : connectHost}:${port}`;
}
