import type { TLSSocket } from "node:tls";

import { startWorld, type World } from "@tlspin/testing";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";

import { createPinning, type NodePinning } from "../src/index.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => void vi.useRealTimers());
afterAll(() => world.close());

test("update-brings-expiry: a connection from before ends when the pins of the newer policy expire", async () => {
  const { pinning, socket } = await connected("right", { pins: [world.pins.leaf] });
  const today = new Date().toISOString().slice(0, 10);
  pinning.update(policy(2, { pins: [world.pins.leaf], expires: today }));
  expect(socket.destroyed).toBe(false);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 24 * 60 * 60 * 1000 });
  pinning.agent().getName({});
  expect(socket.destroyed).toBe(true);
  pinning.close();
});

test("update-distrusts-behind-decoy: a CA that is distrusted later is found behind its decoy too", async () => {
  const rule = { mode: "report-only", pins: [world.pins.leaf] };
  const { pinning, socket } = await connected("decoy", rule);
  pinning.update(policy(2, { ...rule, distrusted: [{ spki: world.pins.rogueLeaf }] }));
  expect(socket.destroyed).toBe(false);
  pinning.update(policy(3, { ...rule, distrusted: [{ spki: world.pins.issuing }] }));
  expect(socket.destroyed).toBe(true);
  pinning.close();
});

async function connected(
  peer: string,
  rule: object,
): Promise<{ readonly pinning: NodePinning; readonly socket: TLSSocket }> {
  const { port, ca } = world.peer(peer);
  const tls = { ca, lookup: world.lookup };
  const pinning = createPinning(policy(1, rule), { onVerdict: () => undefined, tls });
  return { pinning, socket: await pinning.connect({ host: "api.example.com", port }) };
}

function policy(revision: number, rule: object): unknown {
  const host = { host: "api.example.com", includeSubdomains: false };
  const hosts = [{ ...host, backupPins: [world.pins.backup], ...rule }];
  return { version: 1, revision, unlistedHosts: "reject", hosts };
}
