import { Agent, request, type RequestOptions } from "node:https";
import { checkServerIdentity, connect, type ConnectionOptions } from "node:tls";

import { startWorld, type World } from "@tlspin/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import {
  createPinning,
  findPinError,
  type NodePinning,
  type PinningOptions,
} from "../src/index.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
beforeEach(() => world.servers.fresh());
afterAll(() => world.close());

function pinningOf(
  pins: readonly string[] = [world.pins.leaf],
  options: PinningOptions = {},
): NodePinning {
  const backupPins = [world.pins.issuing];
  const hosts = [{ host: "api.example.com", includeSubdomains: false, pins, backupPins }];
  const { ca } = world.peer("wrong-key");
  return createPinning(
    { version: 1, revision: 1, unlistedHosts: "unpinned", hosts },
    { ...options, tls: { ca, ...options.tls } },
  );
}

function ask(server: string, options: RequestOptions): Promise<number> {
  const { port } = world.peer(server);
  return new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port, servername: "api.example.com", ...options }, (response) => {
      response.resume().once("end", () => resolve(response.statusCode ?? 0));
    })
      .once("error", reject)
      .end();
  });
}

async function expectSilence(sending: Promise<unknown>): Promise<void> {
  const error: unknown = await sending.catch((thrown: unknown) => thrown);
  expect(findPinError(error)?.code).toBe("ERR_TLSPIN_PEER_REJECTED");
  const { connections, bytes } = await world.servers.settled("wrong-key");
  expect({ connections, bytes }).toEqual({ connections: 1, bytes: 0 });
}

test("tlsOptions() bring what createPinning was given, so that nothing else must be passed on", async () => {
  expect(await ask("right", pinningOf().tlsOptions())).toBe(200);
  await expectSilence(ask("wrong-key", pinningOf().tlsOptions()));
});

describe("tlsOptions() survive a library that", () => {
  test("spreads them", async () => {
    await expectSilence(ask("wrong-key", { ...pinningOf().tlsOptions() }));
  });

  test("calls the hook without its object", async () => {
    const { checkServerIdentity: hook, ...rest } = pinningOf().tlsOptions();
    await expectSilence(
      ask("wrong-key", { ...rest, checkServerIdentity: (...both) => hook(...both) }),
    );
  });

  test("writes into them", async () => {
    const pinning = pinningOf();
    const written: ConnectionOptions = pinning.tlsOptions();
    Object.assign(written, { checkServerIdentity: () => undefined, rejectUnauthorized: false });
    await expectSilence(ask("wrong-key", pinning.tlsOptions()));
  });

  test("keeps sessions: none is resumed", async () => {
    const agent = new Agent();
    const naive = { agent, ca: [...world.peer("wrong-key").ca], checkServerIdentity };
    await ask("right", naive);
    await ask("right", naive);
    expect((await world.servers.settled("right")).resumed).toBe(1);

    await world.servers.fresh();
    const pinned = { agent: new Agent(), ...pinningOf().tlsOptions() };
    await ask("right", pinned);
    await ask("right", pinned);
    expect((await world.servers.settled("right")).resumed).toBe(0);
  });
});

describe("tlsOptions(host)", () => {
  test("judge by the host that is meant, where a library dials an address", async () => {
    const { port } = world.peer("wrong-key");
    const dial = (options: ConnectionOptions): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const socket = connect({ host: "127.0.0.1", port, ...options }, () =>
          resolve(socket.end()),
        );
        socket.once("error", reject);
      });
    await dial(pinningOf().tlsOptions());
    await world.servers.fresh();
    await expectSilence(dial(pinningOf().tlsOptions("API.example.com.")));
  });

  test("refuse what is no host", () => {
    expect(() => pinningOf().tlsOptions("https://api.example.com")).toThrow(
      "host: is no host name",
    );
  });
});

test("a check of the caller's own can only refuse more", async () => {
  const refusing = { tls: { checkServerIdentity: () => new Error("not today") } };
  await expect(ask("right", pinningOf(undefined, refusing).tlsOptions())).rejects.toThrow(
    "not today",
  );
  const passing = { tls: { checkServerIdentity: () => undefined } };
  await expectSilence(ask("wrong-key", pinningOf(undefined, passing).tlsOptions()));
});

test("a client certificate that TLS 1.2 would show to a man in the middle is refused", () => {
  const { cert, key } = world.client;
  const pinning = pinningOf(undefined, { tls: { cert, key } });
  expect(() => pinning.tlsOptions()).toThrow('must be "TLSv1.3" for api.example.com');
  expect(() => pinning.tlsOptions("other.example.com")).not.toThrow();
  const recent = pinningOf(undefined, { tls: { cert, key, minVersion: "TLSv1.3" } });
  expect(recent.tlsOptions()).toMatchObject({ cert, key, minVersion: "TLSv1.3" });
});
