import { text } from "node:stream/consumers";
import { connect } from "node:tls";

import { UnsupportedRuntimeError } from "@tlspin/core";
import { describe, expect, test, vi } from "vitest";

import { createTlsPinning } from "../src/create-tls-pinning.ts";
import type { Transport } from "../src/dialler.ts";
import { LiveConnections } from "../src/live-connections.ts";
import type { Pinning, PinningOptions } from "../src/pinning.ts";
import { type DoorProbe, selfTest } from "../src/self-test.ts";
import { SHARED_PROBES } from "../src/shared-probes.ts";

const parts = { doorsOf: () => ({}), probes: [], requireHook: () => undefined };
const A = `sha256/${"A".repeat(43)}=`;
const B = `sha256/${"B".repeat(42)}A=`;
const POLICY = {
  version: 1,
  revision: 1,
  unlistedHosts: "reject",
  hosts: [{ host: "api.example.com", includeSubdomains: false, pins: [A], backupPins: [B] }],
};

test("proves the doors that every runtime has", async () => {
  await expect(createTlsPinning(POLICY, {}, parts).selfTest()).resolves.toBeUndefined();
});

test("needs no network: nothing of it leaves memory", async () => {
  const pinning = createTlsPinning(POLICY, { tls: { lookup: () => expect.unreachable() } }, parts);
  await expect(pinning.selfTest()).resolves.toBeUndefined();
});

describe("a door that does not enforce fails the self-test", () => {
  test("one without a check", async () => {
    await expect(selfTest(openNaive, [{ door: "naive", open: openNaively }])).rejects.toThrow(
      "naive let a request reach a peer that the policy refuses",
    );
  });

  test("one that refuses everybody", async () => {
    const [agent] = SHARED_PROBES;
    const other = createTlsPinning(POLICY, {}, parts);
    const probe = { door: "wrong", open: () => agent?.open(other) ?? expect.unreachable() };
    await expect(selfTest(openNaive, [probe])).rejects.toThrow(UnsupportedRuntimeError);
  });

  test("one that keeps a connection that a newer policy refuses", async () => {
    const judgeAgain = vi.spyOn(LiveConnections.prototype, "judgeAgain");
    judgeAgain.mockImplementation(() => undefined);
    try {
      await expect(createTlsPinning(POLICY, {}, parts).selfTest()).rejects.toThrow(
        "agent let a request reach a peer that the policy refuses",
      );
    } finally {
      judgeAgain.mockRestore();
    }
  });

  test("selftest-peer-dead: a dial that fails for another reason is no refusal", async () => {
    const open = () => () => Promise.reject(new Error("ECONNREFUSED"));
    const dead: DoorProbe<Naive> = { door: "dead", open };
    await expect(selfTest(openNaive, [dead])).rejects.toThrow(
      "dead did not refuse a peer with a wrong key",
    );
  });
});

/** A pinning whose transport a careless door can reach. */
type Naive = Pinning & { readonly transport: Transport; readonly ca: string };

function openNaive(policy: unknown, options: PinningOptions, transport: Transport): Naive {
  const ca = String(options.tls?.ca);
  return Object.assign(createTlsPinning(policy, options, parts), { transport, ca });
}

function openNaively({ transport, ca }: Naive): (url: URL) => Promise<string> {
  return async ({ hostname }) => {
    const socket = connect({ socket: transport(), servername: hostname, ca });
    socket.write(`GET / HTTP/1.0\r\nHost: ${hostname}\r\n\r\n`);
    const answer = await text(socket);
    return answer.slice(answer.indexOf("\r\n\r\n") + 4);
  };
}
