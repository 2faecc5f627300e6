import { PolicyError } from "@tlspin/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { pinningOf } from "../src/create-pinning.ts";
import type { ElectronPinning } from "../src/electron-pinning.ts";
import { API, leaf, leafPolicy, loosePolicy, NOON, rogueLeaf, trusted, issuing } from "./cast.ts";
import { FakeSession } from "./chromium.ts";
import { serverOf } from "./scenarios.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: NOON }));
afterEach(() => void vi.useRealTimers());

test("a tightening names what Chromium goes on letting in, and a fresh partition refuses it", async () => {
  const { pinning, session } = await pinned(loosePolicy());
  const server = serverOf([rogueLeaf]);
  expect(session.load(API, server)).toBe(0);

  const stale = await pinning.update({ ...leafPolicy(), revision: 2 });
  expect(stale).toMatchObject([
    { session, host: API, decision: "allow", until: new Date("2026-11-23T12:30:00Z") },
  ]);
  expect(stale[0]?.message).toContain("fresh partition");

  // It is true: the cache is Chromium's, and nothing that an app can call empties it.
  expect(session.load(API, server)).toBe(0);

  const fresh = new FakeSession({ roots: trusted, switches: new Set() });
  await pinning.pinSession(fresh);
  expect(fresh.load(API, server)).toBe(-2);

  await session.closeAllConnections();
  vi.setSystemTime(new Date("2026-11-23T12:30:00Z"));
  expect(session.load(API, server)).toBe(-2);
  expect(await pinning.update({ ...leafPolicy(), revision: 3 })).toEqual([]);
});

test("what Chromium has forgotten by then is not named", async () => {
  const { pinning, session } = await pinned(loosePolicy());
  session.load(API, serverOf([rogueLeaf]));
  vi.setSystemTime(new Date("2026-11-23T12:30:00Z"));
  expect(await pinning.update({ ...leafPolicy(), revision: 2 })).toEqual([]);
});

test("a loosening names what Chromium goes on refusing", async () => {
  const { pinning, session } = await pinned(loosePolicy());
  expect(session.load(API, serverOf([leaf, issuing]))).toBe(-2);
  const stale = await pinning.update({ ...leafPolicy(), revision: 2 });
  expect(stale).toMatchObject([{ host: API, decision: "reject" }]);
});

test("update closes the connections of every session and raises their TLS floor", async () => {
  const { pinning, session } = await pinned(leafPolicy());
  const closed = vi.spyOn(session, "closeAllConnections");
  const server = serverOf([leaf, issuing], { tls: "tls1.2" });
  expect(session.load(API, server)).toBe(0);

  expect(await pinning.update({ ...leafPolicy({}, { minTls: "1.3" }), revision: 2 })).toEqual([]);
  expect(closed).toHaveBeenCalledOnce();
  expect(session.load(API, server)).toBe(-113);
});

test("update says so when a session keeps its connections", async () => {
  const { pinning, session } = await pinned(leafPolicy());
  vi.spyOn(session, "closeAllConnections").mockRejectedValue(new Error("gone"));
  await expect(pinning.update({ ...leafPolicy(), revision: 2 })).rejects.toThrow("stay open");
  expect(pinning.policy.revision).toBe(2);
});

test.each<[string, object]>([
  ["a lower revision", { ...leafPolicy(), revision: 1 }],
  ["an equal revision with other content", { ...loosePolicy(), revision: 2 }],
  ["what is no policy", { version: 1 }],
])("%s is refused, and the policy in force stays", async (_what, next) => {
  const { pinning } = await pinned({ ...leafPolicy(), revision: 2 });
  await expect(pinning.update(next)).rejects.toThrow(PolicyError);
  expect(pinning.policy.revision).toBe(2);
});

async function pinned(policy: object): Promise<{ pinning: ElectronPinning; session: FakeSession }> {
  const pinning = pinningOf(policy, {});
  const session = new FakeSession({ roots: trusted, switches: new Set() });
  await pinning.pinSession(session);
  return { pinning, session };
}
