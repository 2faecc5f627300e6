import { request } from "node:https";
import type { Agent } from "node:https";
import type { TLSSocket } from "node:tls";

import type { PinningLike } from "@tlspin/testing";

import { HOST } from "./policies.ts";

/** One request to make. */
export interface Target {
  readonly port: number;
  readonly path: string;
}

/** What the requests of one soak share. */
export interface Doors {
  readonly pinning: PinningLike;
  readonly fresh: Agent;
  readonly pooled: Agent;
  readonly signal: AbortSignal;
}

export type Door = (doors: Doors, target: Target) => Promise<void>;

/** Makes what the requests of one soak share. */
export function doorsOf(pinning: PinningLike, signal: AbortSignal): Doors {
  return {
    pinning,
    signal,
    fresh: pinning.agent(),
    pooled: pinning.agent({ keepAlive: true, maxFreeSockets: 8 }),
  };
}

/** Each sends one request, and ends with its answer. */
export const HTTP1_DOORS: readonly Door[] = [
  async ({ pinning, signal }, target) => {
    const socket = await pinning.connect({ host: HOST, port: target.port, signal });
    await exchange(socket, target).finally(() => socket.destroy());
  },
  ({ fresh }, target) => send(fresh, target),
  ({ pooled }, target) => send(pooled, target),
  async ({ pinning }, { port, path }) => {
    const response = await pinning.fetch?.(`https://${HOST}:${port}${path}`);
    await response?.arrayBuffer();
  },
];

/** The same over HTTP/2. */
export const HTTP2_DOORS: readonly Door[] = [
  async ({ pinning, signal }, { port, path }) => {
    const session = await pinning.http2Connect(`https://${HOST}:${port}`, { signal });
    await new Promise<void>((resolve, reject) => {
      session.once("error", reject).once("close", () => reject(new Error("closed")));
      const stream = session.request({ ":path": path });
      stream.once("error", reject).once("end", resolve).resume();
    }).finally(() => session.destroy());
  },
];

function exchange(socket: TLSSocket, { path }: Target): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once("data", () => resolve());
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("closed")));
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${HOST}\r\nAuthorization: Bearer secret\r\n\r\n`);
  });
}

function send(agent: Agent, { port, path }: Target): Promise<void> {
  return new Promise((resolve, reject) => {
    request({ host: HOST, port, path, agent, headers: { authorization: "Bearer secret" } })
      .once("response", (response) => {
        response.once("end", resolve).once("error", reject).resume();
      })
      .once("error", reject)
      .end();
  });
}
