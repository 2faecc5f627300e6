import type { ClientHttp2Session } from "node:http2";
import { Agent, request } from "node:https";
import type { TLSSocket } from "node:tls";

import type { PinningLike } from "./adapter.ts";
import { SECRET } from "./naive.ts";

/** The guarded doors through which the suite goes. */
export type Door = "connect" | "agent" | "wrapAgent" | "http2Connect" | "fetch" | "dispatcher";

/** What to reach. `options` go to the door itself, where it takes some. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly path?: string;
  readonly options?: object;
}

/**
 * Sends one request with a secret through a door, and resolves once an answer came back.
 *
 * @throws Whatever the door threw.
 */
export function knock(pinning: PinningLike, door: Door, target: Target): Promise<void> {
  return KNOCKS[door](pinning, target);
}

/** The doors that a pinning has. `fetch` and `dispatcher` are an adapter's own. */
export function doorsOf(pinning: PinningLike): readonly Door[] {
  const own: Door[] = ["connect", "agent", "http2Connect"];
  if (pinning.wrapAgent !== undefined) own.push("wrapAgent");
  if (pinning.fetch !== undefined) own.push("fetch");
  if (pinning.dispatcher !== undefined) own.push("dispatcher");
  return own;
}

/** One request over a proven connection. */
export async function speakOn(socket: TLSSocket, { host, path = "/" }: Target): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("the connection was closed")));
    socket.once("data", () => resolve());
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer secret\r\n\r\n`);
  });
}

/** One request through an agent, as every client built on `node:https` makes it. */
export function requestThrough(agent: Agent, target: Target, options: object = {}): Promise<void> {
  const { host, port, path = "/" } = target;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host, port, path, headers: SECRET, ...options, agent },
      (incoming) => {
        incoming.on("error", reject);
        incoming.on("end", resolve);
        incoming.resume();
      },
    );
    outgoing.on("error", reject);
    outgoing.end();
  });
}

/** One request over an HTTP/2 session. */
export function streamOn(session: ClientHttp2Session, headers: object = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    session.once("error", reject);
    const stream = session.request({ ":path": "/", ...SECRET, ...headers });
    stream.once("error", reject);
    stream.once("response", () => resolve());
    stream.once("close", () => reject(new Error("the stream was closed")));
    stream.resume();
  });
}

/** Makes a dispatcher, and gives the function that sends requests through it. */
export function dispatcherOf(
  pinning: PinningLike,
  options?: object,
): (target: Target) => Promise<void> {
  const dispatcher = pinning.dispatcher?.(options);
  if (!isDispatcher(dispatcher)) throw new Error("this adapter has no dispatcher");
  return async (target) => {
    const response = await fetch(urlOf(target), { headers: SECRET, dispatcher });
    await response.arrayBuffer();
  };
}

function urlOf(target: Target): string {
  return `https://${target.host}:${target.port}${target.path ?? "/"}`;
}

async function knockConnect(pinning: PinningLike, target: Target): Promise<void> {
  const { host, port, options } = target;
  const socket = await pinning.connect({ host, port, ...options });
  await speakOn(socket, target).finally(() => socket.destroy());
}

async function knockAgent(pinning: PinningLike, target: Target): Promise<void> {
  const agent = pinning.agent(target.options);
  await requestThrough(agent, target).finally(() => agent.destroy());
}

async function knockWrapped(pinning: PinningLike, target: Target): Promise<void> {
  const agent = pinning.wrapAgent?.(new Agent(target.options));
  if (agent === undefined) throw new Error("this adapter wraps no agents");
  await requestThrough(agent, target).finally(() => agent.destroy());
}

async function knockHttp2(pinning: PinningLike, target: Target): Promise<void> {
  const session = await pinning.http2Connect(urlOf(target), target.options);
  await streamOn(session).finally(() => session.destroy());
}

async function knockFetch(pinning: PinningLike, target: Target): Promise<void> {
  if (pinning.fetch === undefined) throw new Error("this adapter has no fetch");
  const response = await pinning.fetch(urlOf(target), { headers: SECRET });
  await response.arrayBuffer();
}

async function knockDispatcher(pinning: PinningLike, target: Target): Promise<void> {
  await dispatcherOf(pinning, target.options)(target);
}

function isDispatcher(value: unknown): value is NonNullable<RequestInit["dispatcher"]> {
  return typeof value === "object" && value !== null && "dispatch" in value;
}

const KNOCKS: Readonly<Record<Door, (pinning: PinningLike, target: Target) => Promise<void>>> = {
  connect: knockConnect,
  agent: knockAgent,
  wrapAgent: knockWrapped,
  http2Connect: knockHttp2,
  fetch: knockFetch,
  dispatcher: knockDispatcher,
};
