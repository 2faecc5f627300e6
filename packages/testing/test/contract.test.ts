import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { Agent } from "node:https";
import { connect } from "node:tls";
import type { ConnectionOptions } from "node:tls";

import { beforeAll, describe, expect, test } from "vitest";

import { contractScenarios, runContract } from "../src/index.ts";
import type { Adapter, AdapterOptions, ContractResult, PinningLike } from "../src/index.ts";

// A contract that nothing can break would prove nothing. This adapter checks no pin at all.
const open: Adapter = { name: "open", createPinning: (_policy, options) => openPinning(options) };

let results: readonly ContractResult[];

beforeAll(async () => {
  results = await runContract(open, { timeout: 3000 });
}, 120_000);

describe("runContract", () => {
  test("says what became of each scenario, in order", () => {
    expect(results.map(({ name }) => name)).toEqual(contractScenarios().map(({ name }) => name));
    expect(new Set(results.map(({ name }) => name)).size).toBe(results.length);
  });

  test("passes an adapter without pins only where ordinary TLS does what is asked", () => {
    const passed = results.filter(({ outcome }) => outcome === "passed");
    expect(passed.map(({ name }) => name)).toEqual(ORDINARY);
  });

  test("says why an attack went through", () => {
    const attack = results.find(({ name }) => name === "chain-C");
    expect(attack?.failure).toContain("it was to be refused, and went through");
  });

  test("skips what needs a door that the adapter does not have", () => {
    const skipped = results.filter(({ outcome }) => outcome === "skipped");
    expect(skipped.map(({ name }) => name)).toEqual([
      "door-fetch",
      "door-wrapAgent",
      "door-dispatcher",
      "door-nativeFetch",
      "redirect-to-http",
      "redirect-to-unlisted",
      "redirect-through-allowed",
    ]);
  });
});

function openPinning({ tls }: AdapterOptions): PinningLike {
  const base: ConnectionOptions = { ...tls, ca: [...(tls?.ca ?? [])] };
  return {
    agent: (own) => new Agent({ ...base, ...own }),
    connect: async (own) => {
      const socket = connect({ ...base, ...own });
      await once(socket, "secureConnect");
      return socket;
    },
    http2Connect: async (authority, own) => {
      const session = connectHttp2(authority, { ...base, ...own });
      await once(session, "connect");
      return session;
    },
    tlsOptions: () => ({}),
    update: () => {},
    selfTest: () => Promise.resolve(),
    close: () => {},
  };
}

// What Node.js' own TLS does: reach the right server, verify each signature, and refuse what is no
// valid chain or no TLS.
const ORDINARY: readonly string[] = [
  "self-test",
  "allowed-leaf-pin",
  "allowed-ca-pin",
  "allowed-behind-decoy",
  "chain-A-first",
  "chain-B-first",
  "chain-F-first",
  "chain-F2",
  "chain-G-first",
  "signature-unsupported",
  "untrusted-but-pinned",
  "wrong-host",
  "anonymous",
  "starttls-strip",
  "tls-1.1",
  "garbage",
  "reset",
];
