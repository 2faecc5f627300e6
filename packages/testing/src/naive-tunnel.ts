import assert from "node:assert/strict";
import { request } from "node:http";
import type { Socket } from "node:net";

import { naiveRequest } from "./naive.ts";
import type { World } from "./world/world.ts";

/** A request through a proxy by code whose pins are on the proxy's connection only. */
export async function naiveTunnel(
  { servers, peer, lookup }: World,
  {
    proxy,
    origin,
    host,
  }: { readonly proxy: string; readonly origin: string; readonly host: string },
): Promise<void> {
  const { port, ca } = peer(origin);
  const socket = await tunnelOf(peer(proxy).port, `${host}:${port}`);
  const options = { host, servername: host, port, ca: [...ca], lookup, socket };
  await naiveRequest(options);
  const { bytes } = await servers.settled(origin);
  assert.ok(bytes > 0, "the attack through a proxy does not even work on naive code");
}

function tunnelOf(port: number, authority: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: "127.0.0.1", port, method: "CONNECT", path: authority });
    outgoing.once("connect", (_incoming, socket) => resolve(socket));
    outgoing.once("error", reject);
    outgoing.end();
  });
}
