import { describe, expect, test } from "vitest";

import { mismatchesOf } from "../src/demo/mismatches.ts";
import type { CallResult, Observation, ServerSight } from "../src/demo/observation.ts";
import type { Expectation } from "../src/demo/story.ts";

const TOKEN = "tok_of_this_test";
const NOTHING: ServerSight = { connections: 1, bytes: 0, tokens: [] };
const ALL: ServerSight = { connections: 1, bytes: 231, tokens: [TOKEN] };

const ALLOWED: CallResult = {
  ok: true,
  verdict: { decision: "allow", reason: "pin-matched", pin: { pin: "sha256/…", backup: false } },
};
const REFUSED: CallResult = {
  ok: false,
  code: "ERR_TLSPIN_PEER_REJECTED",
  verdict: { decision: "reject", reason: "no-pin-matched" },
};

describe("a step that must be refused", () => {
  const expectation: Expectation = { kind: "refused", reason: "no-pin-matched" };

  test("is as shown when tlspin refused and no byte arrived", () => {
    expect(claims(expectation, REFUSED, NOTHING)).toEqual([]);
  });

  test.each<[string, CallResult, ServerSight, string]>([
    ["a byte arrived", REFUSED, { ...NOTHING, bytes: 1 }, "0 application bytes must arrive, not 1"],
    [
      "nobody dialled",
      REFUSED,
      { ...NOTHING, connections: 0 },
      "the server must have been dialled",
    ],
    ["it was allowed", ALLOWED, ALL, "the call must fail"],
    [
      "something else failed",
      { ok: false, code: "ECONNREFUSED" },
      NOTHING,
      "tlspin must be what refused",
    ],
    [
      "the reason is another",
      { ...REFUSED, verdict: { decision: "reject", reason: "pins-expired" } },
      NOTHING,
      "the reason must be no-pin-matched",
    ],
  ])("is not as shown when %s", (_what, result, server, claim) => {
    expect(claims(expectation, result, server)).toContain(claim);
  });
});

describe("a step that must be answered", () => {
  test("is as shown when a pin matched", () => {
    expect(claims({ kind: "answered", backup: false }, ALLOWED, ALL)).toEqual([]);
  });

  test("is not as shown when another pin matched than the backup pin", () => {
    expect(claims({ kind: "answered", backup: true }, ALLOWED, ALL)).toEqual([
      "it must be the backup pin",
    ]);
  });

  test("is not as shown when it was refused", () => {
    expect(claims({ kind: "answered", backup: false }, REFUSED, NOTHING)).toContain(
      "the API must answer",
    );
  });
});

describe("a step in which the token must be stolen", () => {
  test("is as shown when the attacker read it", () => {
    expect(claims({ kind: "robbed" }, { ok: true }, ALL)).toEqual([]);
  });

  test("is not as shown when the attacker read another token", () => {
    expect(claims({ kind: "robbed" }, { ok: true }, { ...ALL, tokens: ["other"] })).toEqual([
      "the attacker must read the token",
    ]);
  });

  test("may be stopped by the runtime only where the story says so", () => {
    const stopped: CallResult = { ok: false, message: "certificate signature failure" };
    expect(claims({ kind: "robbed" }, stopped, NOTHING)).not.toEqual([]);
    expect(claims({ kind: "robbed", unlessStopped: true }, stopped, NOTHING)).toEqual([]);
    expect(claims({ kind: "robbed", unlessStopped: true }, stopped, ALL)).not.toEqual([]);
  });

  test("is not as shown when the attacker was never dialled", () => {
    const lost: CallResult = { ok: false, message: "getaddrinfo ENOTFOUND api.example.com" };
    const nobody = { ...NOTHING, connections: 0 };
    expect(claims({ kind: "robbed", unlessStopped: true }, lost, nobody)).toEqual([
      "the server must have been dialled",
    ]);
  });
});

function claims(
  expectation: Expectation,
  result: CallResult,
  server: ServerSight,
): readonly string[] {
  const observation: Observation = { client: "fetch", result, server };
  return mismatchesOf(expectation, observation, TOKEN);
}
