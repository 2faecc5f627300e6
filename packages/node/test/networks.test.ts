import { getEventListeners, once } from "node:events";
import { connect, createServer, type LookupFunction, type Server } from "node:net";
import { networkInterfaces } from "node:os";

import { type Cut, startWorld, type World } from "@tlspin/testing";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { createPinning, type NodePinning } from "../src/index.ts";

const HOST = "api.example.com";
const AT_ONCE = 40;
const V4 = { address: "127.0.0.1", family: 4 } as const;
const V6 = { address: "::1", family: 6 } as const;

let world: World;
const relays: Server[] = [];
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  for (const relay of relays) relay.close();
  await world.close();
});

describe("cut-at-any-byte: a handshake that ends after", () => {
  // What either says until the other is done, some 2,000 bytes and 1,700: the keys are post-quantum.
  test.each([
    ["each byte", "server", "reset", { step: 1, times: 2400 }],
    ["each fifth byte", "server", "end", { step: 5, times: 480 }],
    ["each byte", "client", "reset", { step: 1, times: 2000 }],
    ["each fifth byte", "client", "end", { step: 5, times: 400 }],
  ] as const)(
    "%s of the %s's, by %s",
    async (_what, side, by, { step, times }) => {
      const before = resources();
      const pinning = pinningOf("wrong-key");
      const { signal } = new AbortController();
      const cut: Cut = { side, by, from: 0, step };
      await world.servers.reset();
      await world.servers.behave("wrong-key", { cut });
      const codes = new Set<unknown>();
      for (let dialled = 0; dialled < times; dialled += AT_ONCE) {
        const dials = Array.from({ length: AT_ONCE }, () => codeOf(pinning, signal));
        for (const code of await Promise.all(dials)) codes.add(code);
      }
      const counts = await world.servers.settled("wrong-key");
      await world.servers.behave("wrong-key", "answer");
      pinning.close();
      expect(counts).toMatchObject({ connections: times, bytes: 0, open: 0 });
      // Cut early, it is the network's fault; cut late, it is the verdict.
      expect(codes).toContain("ECONNRESET");
      expect(codes).toContain("ERR_TLSPIN_PEER_REJECTED");
      expect(codes).not.toContain(undefined);
      expect(getEventListeners(signal, "abort")).toHaveLength(0);
      await vi.waitFor(() => expect(resources()).toEqual(before));
    },
    120_000,
  );
});

const hasIpv6 = Object.values(networkInterfaces())
  .flatMap((list) => list ?? [])
  .some(({ address }) => address === "::1");
if (!hasIpv6) console.warn("SKIPPED: Happy Eyeballs over both families needs ::1");

describe.skipIf(!hasIpv6)("happy-eyeballs, over both families (skipped without ::1)", () => {
  test.each([
    ["rogue over IPv6 and first", "wrong-key", [V6, V4], undefined],
    ["rogue over IPv6 and second", "wrong-key", [V4, V6], "right"],
    ["genuine over IPv6 and first", "right", [V6, V4], "right"],
  ] as const)("%s", async (_what, overIpv6, addresses, reached) => {
    // IPv4 leads to the other one, on the same port.
    const port = await relayTo("right", "127.0.0.1");
    await relayTo(overIpv6, "::1", port);
    await world.servers.reset();
    const pinning = pinningOf("right", resolvingTo(addresses));
    const dialling = pinning.connect({ host: HOST, port });
    if (reached === undefined) await expect(dialling).rejects.toThrow("matches a pin");
    else (await dialling).destroy();
    pinning.close();
    const rogue = await world.servers.settled("wrong-key");
    expect(rogue.bytes).toBe(0);
    expect(rogue.connections).toBe(reached === undefined ? 1 : 0);
  });
});

test("slow: a handshake that drips in is given up after the whole time, not that of a byte", async () => {
  const port = await relayTo("right", "127.0.0.1", 0, 20);
  const pinning = pinningOf("right");
  const dialling = pinning.connect({ host: HOST, port, timeout: 400 });
  await expect(dialling).rejects.toMatchObject({ code: "ETIMEDOUT" });
  await vi.waitFor(async () => expect((await world.servers.counts("right")).open).toBe(0));
});

async function codeOf(pinning: NodePinning, signal: AbortSignal): Promise<unknown> {
  const { port } = world.peer("wrong-key");
  const error: unknown = await pinning.connect({ host: HOST, port, signal }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof Error && "code" in error ? error.code : undefined;
}

function pinningOf(name: string, lookup: LookupFunction = world.lookup): NodePinning {
  const pins = { pins: [world.pins.leaf], backupPins: [world.pins.backup] };
  const hosts = [{ host: HOST, includeSubdomains: false, ...pins }];
  const policy = { version: 1, revision: 1, unlistedHosts: "reject", hosts };
  return createPinning(policy, { tls: { ca: world.peer(name).ca, lookup } });
}

/** Relays a port of this machine to a server, one byte in so many milliseconds where some are given. */
async function relayTo(name: string, host: string, port = 0, pause = 0): Promise<number> {
  const relay = createServer((client) => {
    const origin = connect(world.peer(name).port, "127.0.0.1");
    client.pipe(origin);
    if (pause === 0) origin.pipe(client);
    else origin.on("data", (data: Buffer) => drip(data, pause, (byte) => client.write(byte)));
    for (const [one, other] of [
      [client, origin],
      [origin, client],
    ] as const) {
      one.on("error", () => other.destroy()).on("close", () => other.destroy());
    }
  });
  relays.push(relay);
  await once(relay.listen(port, host), "listening");
  const address = relay.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

function drip(data: Buffer, pause: number, write: (byte: Buffer) => void): void {
  if (data.length === 0) return;
  write(data.subarray(0, 1));
  setTimeout(() => drip(data.subarray(1), pause, write), pause).unref();
}

interface Address {
  readonly address: string;
  readonly family: 4 | 6;
}

function resolvingTo(addresses: readonly Address[]): LookupFunction {
  return (_host, options, callback) => {
    const [first] = addresses;
    if (options.all === true) callback(null, [...addresses]);
    else callback(null, first?.address ?? "", first?.family ?? 4);
  };
}

/** The sockets and requests that keep the process alive. */
function resources(): readonly string[] {
  return process.getActiveResourcesInfo().filter((kind) => /TCP|TLS|Connect|Shutdown/.test(kind));
}
