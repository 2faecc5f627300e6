import { request } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";

import { OptionError } from "@tlspin/core";

import type { DialOptions } from "./dial.ts";
import type { Dialler } from "./dialler.ts";
import { lookupOf, portOf } from "./option-values.ts";

/**
 * Reads a proxy's address.
 *
 * @throws {OptionError} It is no `http:` or `https:` URL.
 */
export function proxyOf(proxy: unknown): URL | undefined {
  if (proxy === undefined) return undefined;
  const url = typeof proxy === "string" || proxy instanceof URL ? URL.parse(proxy) : null;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url;
  throw new OptionError("proxy", "must be an http: or https: URL");
}

/**
 * Opens a tunnel to a dial's origin (RFC 9110 §9.3.6). The proxy sees the origin's name and port. An
 * `https:` proxy is a peer like any other: its own rule, or the one for unlisted hosts, judges it.
 *
 * @throws {Error} The proxy did not open the tunnel.
 */
export async function openTunnel(
  proxy: URL,
  options: DialOptions,
  dialler: Dialler,
): Promise<Duplex> {
  const socket = await reach(proxy, options, dialler);
  return new Promise((resolve, reject) => {
    const path = authorityOf(options);
    request({
      method: "CONNECT",
      path,
      headers: headersOf(proxy, path),
      createConnection: () => socket,
    })
      .once("connect", (response, tunnel, head) => {
        const fault = faultOf(response.statusCode, head);
        if (fault === undefined) return resolve(tunnel);
        tunnel.destroy();
        reject(new Error(`the proxy ${proxy.host} ${fault}`));
      })
      .once("response", ({ statusCode }) => {
        socket.destroy();
        reject(new Error(`the proxy ${proxy.host} answered ${statusCode} to CONNECT`));
      })
      .once("error", reject)
      .end();
  });
}

function faultOf(status: number | undefined, head: Buffer): string | undefined {
  if (status !== 200) return `answered ${status} to CONNECT`;
  // A TLS server waits for its client: who speaks first is not the origin.
  return head.length === 0 ? undefined : "sent data before the handshake";
}

async function reach(
  proxy: URL,
  { lookup, timeout, signal }: DialOptions,
  { dial }: Dialler,
): Promise<Duplex> {
  const host = proxy.hostname.replace(/^\[(.*)\]$/, "$1");
  if (proxy.protocol === "https:") {
    return dial({ host, port: proxy.port === "" ? 443 : proxy.port, lookup, timeout, signal });
  }
  const resolver = lookupOf(lookup);
  const port = proxy.port === "" ? 80 : portOf(proxy.port);
  return connect({ host, port, ...(resolver === undefined ? {} : { lookup: resolver }) });
}

function authorityOf({ host, port }: DialOptions): string {
  const name = String(host);
  return `${name.includes(":") && !name.startsWith("[") ? `[${name}]` : name}:${portOf(port)}`;
}

function headersOf({ username, password }: URL, host: string): Record<string, string> {
  if (username === "" && password === "") return { host };
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { host, "proxy-authorization": `Basic ${Buffer.from(credentials).toString("base64")}` };
}
