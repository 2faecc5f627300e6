import { describe, expect, test, vi } from "vitest";

import { evaluate, type Peer } from "../src/evaluate.ts";
import { MatchMemo } from "../src/match-memo.ts";
import { parsePolicy } from "../src/parse-policy.ts";
import { pinOf } from "../src/pin.ts";
import type { Policy } from "../src/policy.ts";
import type { ServedChain } from "../src/presented.ts";
import type { Decision } from "../src/verdict.ts";
import { AT, forgeCa, forgeLeaf, type Party } from "./forge.ts";
import { verifyWithNode } from "./node-port.ts";
import { root } from "./parties.ts";
import { policyJson, ruleJson } from "./policies.ts";

const ca = forgeCa({ name: "Example Issuing CA", issuer: root, to: "261201000000Z" });
const leaf = forgeLeaf({ issuer: ca });
const other = forgeLeaf({ issuer: ca });

describe("what a rule remembers of servers that matched", () => {
  test("saves the signatures of a chain that is met again", () => {
    const verifySignature = vi.fn<typeof verifyWithNode>(verifyWithNode);
    const policy = pinning(ca, "ca");
    judge(policy, { verifySignature });
    const asked = verifySignature.mock.calls.length;
    expect(asked).toBeGreaterThan(0);
    expect(judge(policy, { verifySignature })).toBe("allow");
    expect(verifySignature).toHaveBeenCalledTimes(asked);
  });

  test("leaves time out: a chain that matched is refused once its CA has expired, or before it began", () => {
    const policy = pinning(ca, "ca");
    // A memo that knows nothing of time goes on allowing.
    const naive = new Map<string, Decision>();
    const naively = (at: Date): Decision | undefined => {
      const key = ders().map(String).join();
      if (!naive.has(key)) naive.set(key, judge(policy, {}, at));
      return naive.get(key);
    };
    expect(naively(AT)).toBe("allow");
    expect(naively(AFTERWARDS)).toBe("allow");

    expect(judge(policy, {}, AT)).toBe("allow");
    expect(judge(policy, {}, AFTERWARDS)).toBe("reject");
    expect(judge(policy, {}, BEFORE)).toBe("reject");
    expect(judge(policy, {}, AT)).toBe("allow");
    expect(judge(policy, {}, LAST_MOMENT)).toBe("allow");
    expect(judge(policy, {}, new Date(LAST_MOMENT.getTime() + 1))).toBe("reject");
  });

  test("belongs to one policy: another begins with nothing", () => {
    expect(judge(pinning(ca, "ca"))).toBe("allow");
    expect(judge(pinning(root, "leaf"))).toBe("reject");
    expect(judge(pinning(leaf, "leaf"))).toBe("allow");
    expect(judge(pinning(other, "leaf"))).toBe("reject");
  });

  test("is never asked by a part of the chain: the leaf alone brings no CA with it", () => {
    const policy = pinning(ca, "ca");
    // A memo by the leaf's fingerprint would allow the same leaf without the CA that vouched.
    expect(judge(policy)).toBe("allow");
    expect(judge(policy, { ders: ders().slice(0, 1) })).toBe("reject");
    expect(judge(policy, { ders: [...ders().slice(0, 1), root.certificate.der] })).toBe("reject");
  });

  test("counts the roots, the anchors and the port as part of what was seen", () => {
    const policy = pinning(ca, "ca");
    const roots = (): readonly Uint8Array[] => [ca.certificate.der];
    const [first = new Uint8Array()] = ders();
    expect(judge(policy, { ders: [first], roots })).toBe("allow");
    expect(judge(policy, { ders: [first] })).toBe("reject");
    expect(judge(policy, { ders: [first], roots: () => [] })).toBe("reject");

    expect(judge(policy, { anchors: [root.certificate.der] })).toBe("allow");
    expect(judge(policy, { anchors: [] })).toBe("reject");
    expect(judge(policy, { anchors: [other.certificate.der] })).toBe("reject");

    expect(judge(policy)).toBe("allow");
    expect(judge(policy, { verifySignature: () => "invalid" })).toBe("reject");
  });

  test.each(["leaf", "ca"] as const)(
    "mutated-der-after-memo: bytes that change after a match of the %s are judged anew",
    (at) => {
      const policy = pinning(at === "leaf" ? leaf : ca, at);
      // Buffers, as Node.js hands them over: their `slice` copies nothing.
      const held = ders().map((der) => Buffer.from(der));
      const naive = new WeakMap<Uint8Array, Decision>();
      const [first = Buffer.alloc(0)] = held;
      naive.set(first, judge(policy, { ders: held }));
      const evil = forgeLeaf({ issuer: forgeCa({ name: "Evil CA" }) }).certificate.der;

      first.set(evil.subarray(0, first.length));
      expect(naive.get(first)).toBe("allow");
      expect(judge(policy, { ders: held })).toBe("reject");
      expect(judge(policy)).toBe("allow");
    },
  );

  test.each(["leaf", "ca"] as const)(
    "decides as a policy that remembers nothing, whichever byte changes (%s)",
    (at) => {
      const warm = pinning(at === "leaf" ? leaf : ca, at);
      expect(judge(warm)).toBe("allow");
      const lengths = ders().map(({ length }) => length);
      for (const [i, length] of lengths.entries()) {
        for (let byte = 0; byte < length; byte += 7) {
          const changed = ders().map((der, k) => (k === i ? flipped(der, byte) : der));
          const cold = judge(pinning(at === "leaf" ? leaf : ca, at), { ders: changed });
          expect(judge(warm, { ders: changed }), `byte ${byte} of certificate ${i}`).toBe(cold);
        }
      }
      expect(judge(warm)).toBe("allow");
    },
  );

  test("remembers a few matches, and none that is larger than any honest chain", () => {
    const memo = new MatchMemo();
    const pin = { pin: "", kind: "spki", at: "leaf", backup: false, index: 0 } as const;
    const span = { from: 0, until: 10 };
    for (let i = 0; i < 9; i++) memo.remember({ ders: [Uint8Array.of(i)] }, span, pin);
    const known = Array.from({ length: 9 }, (_, i) => memo.recall({ ders: [Uint8Array.of(i)] }, 5));
    expect(known.map((match) => match !== undefined)).toEqual([
      ...Array.from({ length: 5 }, () => false),
      ...Array.from({ length: 4 }, () => true),
    ]);
    const huge = { ders: [new Uint8Array(40_000)] };
    memo.remember(huge, span, pin);
    expect(memo.recall(huge, 5)).toBeUndefined();
  });
});

const AFTERWARDS = new Date("2026-12-02T00:00:00Z");
const BEFORE = new Date("2024-12-31T00:00:00Z");

// The CA's notAfter names a whole second.
const LAST_MOMENT = new Date("2026-12-01T00:00:00.999Z");

function pinning(party: Party, at: "leaf" | "ca"): Policy {
  const pins = [{ spki: pinOf(party.certificate.spki), at }];
  return parsePolicy(policyJson({ hosts: [ruleJson("api.example.com", { pins })] }));
}

function ders(): readonly Uint8Array[] {
  return [leaf, ca, root].map(({ certificate }) => certificate.der);
}

function judge(policy: Policy, chain: Partial<ServedChain> = {}, at: Date = AT): Decision {
  const peer: Peer = {
    connectHost: "api.example.com",
    certificateHost: "api.example.com",
    port: 443,
    chain: { kind: "served", ders: ders(), verifySignature: verifyWithNode, ...chain },
  };
  return evaluate(policy, peer, at).decision;
}

function flipped(der: Uint8Array, at: number): Uint8Array {
  return der.with(at, (der[at] ?? 0) ^ 0x01);
}
