import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { Agent } from "node:https";
import { connect } from "node:tls";

import { createPinning } from "@tlspin/node";
import type { Adapter, AdapterOptions, PinningLike } from "@tlspin/testing";
import { describe, expect, test } from "vitest";

import { faultOf } from "../src/judge.ts";
import { growthOf } from "../src/memory.ts";
import { soak } from "../src/soak.ts";
import { problemsOf } from "../src/verdict.ts";

const BRIEF = { requests: 600, milliseconds: 60_000 };

describe("a short soak", () => {
  test("leaks nothing, judges rightly and leaves nothing behind", async () => {
    const report = await soak({ name: "node", createPinning }, BRIEF);
    // Caches are still filling: only a whole soak says something of the memory.
    expect(problemsOf({ ...report, growth: { heap: 1, resident: 1 } })).toEqual([]);
    expect(report.requests).toBeGreaterThanOrEqual(BRIEF.requests);
    expect(report.updates).toBeGreaterThan(10);
    expect(report.delivered).toBeGreaterThan(100);
  }, 120_000);

  test("finds what reaches hostile servers where nothing is pinned, and what is left open", async () => {
    const open: Adapter = { name: "open", createPinning: (_policy, options) => unpinned(options) };
    const report = await soak(open, { ...BRIEF, requests: 60 });
    expect(report.leaked).toBeGreaterThan(0);
    expect(report.faults.join("\n")).toContain("to wrong-key: an answer came");
    expect(report.leftovers).toEqual(expect.arrayContaining([expect.stringMatching(/ to right/)]));
    expect(problemsOf(report).length).toBeGreaterThan(2);
  }, 120_000);
});

describe("the judge", () => {
  test.each([
    ["an answer from a hostile server", "wrong-key", undefined, "an answer came"],
    ["a refusal of the pinned key", "right", new Error("no"), "refused: Error: no"],
    ["an error in the place of a refusal", "wrong-key", new Error("no"), "not as a refusal"],
    ["an error without a code", "reset", new Error("no"), "not as a refusal"],
  ] as const)("finds %s", (_what, server, error, fault) => {
    expect(faultOf({ id: 1, server, from: 2, to: 2, error })).toContain(fault);
  });

  test("knows that a policy may have changed meanwhile", () => {
    expect(faultOf({ id: 1, server: "right", from: 1, to: 2 })).toBeUndefined();
    expect(
      faultOf({ id: 1, server: "right", from: 1, to: 2, error: new Error("no") }),
    ).toBeUndefined();
    expect(faultOf({ id: 1, server: "right", from: 1, to: 1 })).toBe("an answer came");
  });

  test("sees memory grow", () => {
    expect(growthOf([10, 10, 11, 10, 20, 20])).toBe(2);
    expect(problemsOf({ ...NOTHING, growth: { heap: 1.5, resident: 1 } })).toHaveLength(1);
    expect(problemsOf(NOTHING)).toEqual([]);
  });
});

/** Ordinary TLS, and connections that nobody ends. */
function unpinned({ tls }: AdapterOptions): PinningLike {
  const base = { ...tls, ca: [...(tls?.ca ?? [])], servername: "api.example.com" };
  return {
    agent: (own) => new Agent({ ...base, ...own }),
    connect: async (own) => {
      const socket = connect({ ...base, ...own });
      await once(socket, "secureConnect");
      return socket;
    },
    http2Connect: async (authority) => {
      const session = connectHttp2(authority, base);
      await once(session, "connect");
      return session;
    },
    fetch: async (url) => {
      const { hostname, port, pathname } = new URL(url);
      const socket = connect({ ...base, host: hostname, port: Number(port) });
      await once(socket, "secureConnect");
      socket.on("error", () => {});
      socket.write(`GET ${pathname} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
      return new Response();
    },
    tlsOptions: () => ({}),
    update: () => {},
    selfTest: () => Promise.resolve(),
    close: () => {},
  };
}

const NOTHING = {
  requests: 0,
  connections: 0,
  updates: 0,
  delivered: 0,
  leaked: 0,
  faults: [],
  leftovers: [],
  growth: { heap: 1, resident: 1 },
};
