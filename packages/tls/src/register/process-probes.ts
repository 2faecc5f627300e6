import http from "node:http";
import http2 from "node:http2";
import type { LookupFunction } from "node:net";
import type { Duplex } from "node:stream";
import { text } from "node:stream/consumers";
import tls, { type ConnectionOptions, type TLSSocket } from "node:tls";

import { exchange } from "../exchange.ts";

/** A server in memory, and who vouches for it. */
export interface Reaching {
  readonly host: string;
  readonly ca: string;
  readonly connect: () => Duplex;
}

/** One client that does something of its own, and what must come of it. */
interface Probe<Target> {
  readonly client: string;
  /** `"delivered"`, or the reason of the refusal. */
  readonly outcome: string;
  readonly send: (target: Target) => Promise<string>;
}

const WRONG = { server: "wrong", outcome: "no-pin-matched" } as const;
const RIGHT = { server: "right", outcome: "delivered" } as const;

interface SecureProbe extends Probe<Reaching> {
  readonly server: "right" | "wrong";
}

/** Clients that speak TLS. They go through the module's members, as everybody does. */
export const SECURE_PROBES: readonly SecureProbe[] = [
  { ...WRONG, client: "tls.connect", send: (server) => secure(server, {}) },
  { ...WRONG, client: "a client that switches verification off", send: careless },
  { ...WRONG, client: "a bare TLSSocket", send: bare },
  {
    ...WRONG,
    client: "a bare TLSSocket that names nobody",
    outcome: "host-invalid",
    send: (server) => bare({ ...server, host: "" }),
  },
  {
    ...RIGHT,
    client: "a client that accepts a CA that nobody trusts",
    outcome: "not-authorized",
    send: (server) => careless({ ...server, ca: "" }),
  },
  { ...RIGHT, client: "tls.connect", send: (server) => secure(server, {}) },
  { ...RIGHT, client: "a bare TLSSocket", send: bare },
  { ...RIGHT, client: "a client that resumes a session", send: resuming },
];

/** Clients that speak in clear. They are refused before anything is dialled. */
export const CLEAR_PROBES: readonly Probe<string>[] = [
  { client: "http", outcome: "in-clear", send: overHttp },
  { client: "HTTP/2 in clear", outcome: "in-clear", send: overClearHttp2 },
];

async function secure(server: Reaching, options: ConnectionOptions): Promise<string> {
  const { host, ca, connect } = server;
  const trusted = ca === "" ? {} : { ca };
  const socket = tls.connect({ servername: host, ...trusted, ...options, socket: connect() });
  return exchange(socket, host).finally(() => socket.destroy());
}

function careless(server: Reaching): Promise<string> {
  return secure(server, { rejectUnauthorized: false, checkServerIdentity: () => undefined });
}

async function bare({ host, ca, connect }: Reaching): Promise<string> {
  const secureContext = tls.createSecureContext({ ca });
  const socket = new tls.TLSSocket(connect(), { isServer: false, secureContext });
  if (host !== "") call(socket, "setServername", host);
  call(socket, "_start");
  return exchange(socket, host).finally(() => socket.destroy());
}

/** What libraries call that make such a socket, though it is not documented. */
function call(socket: TLSSocket, method: string, ...args: readonly string[]): void {
  const called: unknown = Reflect.get(socket, method);
  if (typeof called === "function") Reflect.apply(called, socket, args);
}

async function resuming(server: Reaching): Promise<string> {
  const { host, ca, connect } = server;
  const first = tls.connect({ servername: host, ca, socket: connect() });
  await exchange(first, host);
  const session = first.getSession();
  first.destroy();
  const second = tls.connect({
    servername: host,
    ca,
    socket: connect(),
    ...(session === undefined ? {} : { session }),
  });
  const answer = await exchange(second, host).finally(() => second.destroy());
  return second.isSessionReused() ? "in a resumed session" : answer;
}

function overHttp(host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.request({ host, lookup: NEVER, agent: false }, (answer) => {
      text(answer).then(resolve, reject);
    });
    request.once("error", reject).end();
  });
}

async function overClearHttp2(host: string): Promise<string> {
  const session = http2.connect(`http://${host}`, { lookup: NEVER });
  const failed = new Promise<never>((_, reject) => session.once("error", reject));
  const stream = session.request({ ":path": "/" }).on("error", () => undefined);
  return Promise.race([failed, text(stream)]).finally(() => session.destroy());
}

// Nothing is looked up, so nothing is dialled.
const NEVER: LookupFunction = () => undefined;
