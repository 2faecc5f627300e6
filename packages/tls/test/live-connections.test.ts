import { TLSSocket } from "node:tls";

import type { Peer } from "@tlspin/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { type Court, type LiveConnection, LiveConnections } from "../src/live-connections.ts";
import { memoryPair } from "../src/memory-pair.ts";

const NOON = Date.parse("2026-11-23T12:00:00Z");
const DAY = 24 * 60 * 60 * 1000;
const peer: Peer = {
  connectHost: "api.example.com",
  certificateHost: "api.example.com",
  port: 443,
  chain: { kind: "verified", ders: [] },
};

beforeEach(
  () => void vi.useFakeTimers({ now: NOON, toFake: ["setTimeout", "clearTimeout", "Date"] }),
);
afterEach(() => void vi.useRealTimers());

test("destroys a connection when the rule that allowed it expires, also while it idles", () => {
  const live = new LiveConnections(expiredAt(NOON + DAY));
  const short = connection(NOON + DAY);
  live.admit(short);
  live.admit(connection(Infinity));
  vi.advanceTimersByTime(DAY - 1);
  expect(short.socket.destroyed).toBe(false);
  vi.advanceTimersByTime(1);
  expect(short.socket.destroyed).toBe(true);
});

test("looks again on use, in case the timer slept with the machine", () => {
  const live = new LiveConnections(expiredAt(NOON + DAY));
  const short = connection(NOON + DAY);
  live.admit(short);
  vi.setSystemTime(NOON + DAY - 1);
  live.retireExpired(Date.now());
  expect(short.socket.destroyed).toBe(false);
  vi.setSystemTime(NOON + DAY);
  live.retireExpired(Date.now());
  expect(short.socket.destroyed).toBe(true);
});

test("waits for an expiry that is further off than a timer reaches", () => {
  const live = new LiveConnections(expiredAt(NOON + 60 * DAY));
  const long = connection(NOON + 60 * DAY);
  live.admit(long);
  vi.advanceTimersByTime(59 * DAY);
  expect(long.socket.destroyed).toBe(false);
  vi.advanceTimersByTime(2 * DAY);
  expect(long.socket.destroyed).toBe(true);
});

test("forgets what has closed, and keeps no timer for it", async () => {
  const live = new LiveConnections(court(() => undefined));
  const one = connection(NOON + DAY);
  live.admit(one);
  expect([live.size, vi.getTimerCount()]).toEqual([1, 1]);
  one.socket.destroy();
  await new Promise((resolve) => one.socket.once("close", resolve));
  expect([live.size, vi.getTimerCount()]).toEqual([0, 0]);
});

test("does not end a process in which nobody listens for the socket's errors", async () => {
  const live = new LiveConnections(court(() => new Error("refused since")));
  const one = connection(Infinity);
  one.socket.removeAllListeners("error");
  live.admit(one);
  live.judgeAgain();
  await new Promise((resolve) => one.socket.once("close", resolve));
  expect(live.size).toBe(0);
});

test("destroys all of them", () => {
  const live = new LiveConnections(court(() => undefined));
  const connections = [connection(NOON + DAY), connection(Infinity)];
  for (const one of connections) live.admit(one);
  live.destroyAll();
  expect(connections.every(({ socket }) => socket.destroyed)).toBe(true);
  expect([live.size, vi.getTimerCount()]).toEqual([0, 0]);
});

const expiries = new WeakMap<LiveConnection, number>();

function connection(expires: number): LiveConnection {
  const [stream] = memoryPair();
  const socket = new TLSSocket(stream).on("error", () => undefined);
  const one = { socket, peer, coalesces: false };
  expiries.set(one, expires);
  return one;
}

function court(faultOf: Court["faultOf"]): Court {
  return { faultOf, expiryOf: (one) => expiries.get(one) ?? Infinity };
}

function expiredAt(expiry: number): Court {
  return court((one) =>
    expiries.get(one) === expiry && Date.now() >= expiry ? new Error("expired") : undefined,
  );
}
