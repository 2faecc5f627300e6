import { once } from "node:events";
import { connect, type ConnectionOptions } from "node:tls";

import { canonicalHostname } from "@tlspin/core";
import { forgeRoot, type Servers, startServers } from "@tlspin/testing";
import { afterAll, beforeAll, expect, test } from "vitest";

import { type Relay, startRelay } from "../src/drill/relay.ts";

let servers: Servers;
let relay: Relay;
let client: ConnectionOptions;
beforeAll(async () => {
  const root = await forgeRoot({ name: "Example Root" });
  const leaf = await root.issueLeaf({ hosts: ["api.example.com"] });
  const user = await root.issueLeaf({ hosts: [], name: "client 1", purposes: ["clientAuth"] });
  const tls = { cert: leaf.pem, key: leaf.keyPem };
  servers = await startServers([
    { name: "plain", protocol: "http", tls },
    { name: "reset", protocol: "http", tls, behaviour: "reset" },
    { name: "mutual", protocol: "http", tls: { ...tls, clientCa: root.pem } },
  ]);
  relay = await startRelay(at("plain"));
  client = { ca: root.pem, cert: user.pem, key: user.keyPem, servername: "api.example.com" };
});
afterAll(async () => {
  relay.close();
  await servers.close();
});

test.each([
  ["TLSv1.2", "plain"],
  ["TLSv1.3", "plain"],
  ["TLSv1.2", "mutual"],
] as const)(
  "the relay tells data from a handshake and a goodbye: %s, %s",
  async (maxVersion, name) => {
    relay.aim(at(name));
    relay.reset();
    await exchange({ maxVersion }, "");
    expect(relay.counts()).toEqual({ connections: 1, through: 0 });
    await exchange({ maxVersion }, "GET / HTTP/1.1\r\nConnection: close\r\nHost: a\r\n\r\n");
    expect(relay.counts()).toEqual({ connections: 2, through: 1 });
  },
);

test("a server that resets a connection was reached all the same", async () => {
  relay.aim(at("reset"));
  relay.reset();
  await expect(exchange({}, "")).rejects.toThrow("socket disconnected");
  expect(relay.counts()).toEqual({ connections: 1, through: 0 });
});

test("a relay says why the other side cannot be reached", async () => {
  relay.aim({ host: canonicalHostname("127.0.0.1"), port: 9 });
  relay.reset();
  await expect(exchange({}, "")).rejects.toThrow("socket disconnected");
  expect(relay.counts()).toMatchObject({
    through: 0,
    problem: expect.stringContaining("REFUSED") as string,
  });
});

async function exchange(options: ConnectionOptions, text: string): Promise<void> {
  const socket = connect({ ...client, ...options, host: "127.0.0.1", port: relay.port });
  await once(socket, "secureConnect");
  // What the server sends after the handshake comes first, so that nothing is cut short.
  if (text === "") await new Promise((resolve) => setTimeout(resolve, 100));
  socket.resume().end(text);
  await once(socket, "close");
}

function at(name: string): { host: ReturnType<typeof canonicalHostname>; port: number } {
  return { host: canonicalHostname("127.0.0.1"), port: servers.port(name) };
}
