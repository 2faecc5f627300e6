import { startWorld, type World } from "@tlspin/testing";
import * as undici7 from "undici";
import * as undici6 from "undici-6";
import * as undici8 from "undici-8";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { createPinning, findPinError, type NodePinning } from "../src/index.ts";

let world: World;
let pinning: NodePinning;
beforeAll(async () => {
  world = await startWorld();
  const pins = { pins: [world.pins.leaf], backupPins: [world.pins.backup] };
  const hosts = [{ host: "api.example.com", includeSubdomains: false, ...pins }];
  pinning = createPinning(
    { version: 1, revision: 1, unlistedHosts: "unpinned", hosts },
    { tls: { ca: world.peer("wrong-key").ca, lookup: world.lookup } },
  );
});
beforeEach(() => world.servers.fresh());
afterAll(async () => {
  pinning.close();
  await world.close();
});

function urlOf(server: string): string {
  return `https://api.example.com:${world.peer(server).port}/`;
}

const clients: readonly (readonly [string, (url: string) => Promise<unknown>])[] = [
  [
    "fetch of Node.js",
    async (url) => (await fetch(url, { dispatcher: pinning.dispatcher() })).text(),
  ],
  [
    "fetch of undici 6",
    async (url) => (await undici6.fetch(url, { dispatcher: pinning.dispatcher() })).text(),
  ],
  [
    "fetch of undici 7",
    async (url) => (await undici7.fetch(url, { dispatcher: pinning.dispatcher() })).text(),
  ],
  [
    "fetch of undici 8",
    async (url) => (await undici8.fetch(url, { dispatcher: pinning.dispatcher() })).text(),
  ],
  [
    "request of undici 6",
    async (url) => (await undici6.request(url, { dispatcher: pinning.dispatcher() })).body.text(),
  ],
  [
    "request of undici 7",
    async (url) => (await undici7.request(url, { dispatcher: pinning.dispatcher() })).body.text(),
  ],
  [
    "request of undici 8",
    async (url) => (await undici8.request(url, { dispatcher: pinning.dispatcher() })).body.text(),
  ],
];

describe.each(clients)("dispatcher() in %s", (_, ask) => {
  test("delivers to the pinned key", async () => {
    await expect(ask(urlOf("right"))).resolves.toContain("right");
  });

  test("and nothing to another", async () => {
    const error: unknown = await ask(urlOf("wrong-key")).catch((thrown: unknown) => thrown);
    expect(findPinError(error)?.error).toMatchObject({ verdict: { reason: "no-pin-matched" } });
    const { connections, bytes } = await world.servers.settled("wrong-key");
    expect({ connections, bytes }).toEqual({ connections: 1, bytes: 0 });
  });
});

test("a handler of some later undici is refused in so many words", () => {
  const dispatcher = pinning.dispatcher<undici7.Dispatcher>();
  const unknown = { onSomethingNew: () => undefined } as never;
  const request = { origin: urlOf("right"), path: "/", method: "GET" } as const;
  expect(() => dispatcher.dispatch(request, unknown)).toThrow(
    "this version of undici cannot be driven",
  );
});
