import { request } from "node:http";
import type { Socket } from "node:net";

import { assertFooled } from "./expectations.ts";
import { naiveRequest } from "./naive.ts";
import type { ScenarioContext } from "./scenario.ts";

/** A request through a proxy by code whose pins are on the proxy's connection only. */
export async function naiveTunnel(
  context: ScenarioContext,
  {
    proxy,
    origin,
    host,
  }: { readonly proxy: string; readonly origin: string; readonly host: string },
): Promise<void> {
  const { peer, lookup } = context.world;
  const { port, ca } = peer(origin);
  const socket = await tunnelOf(peer(proxy).port, `${host}:${port}`);
  const options = { host, servername: host, port, ca: [...ca], lookup, socket };
  await naiveRequest(options);
  await assertFooled(context, origin);
}

/** A tunnel through a proxy of this machine, with more headers than it needs where some are given. */
export function tunnelOf(
  port: number,
  authority: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const to = { host: "127.0.0.1", port, method: "CONNECT", path: authority };
    const outgoing = request({ ...to, headers });
    outgoing.once("connect", (_incoming, socket) => resolve(socket));
    outgoing.once("error", reject);
    outgoing.end();
  });
}
