import { describe, expect, test } from "vitest";

import { forgeRoot } from "../../testing/src/forge.ts";
import { PolicyError } from "../src/errors.ts";
import { evaluateReach } from "../src/evaluate-reach.ts";
import { evaluate, type Peer } from "../src/evaluate.ts";
import { parsePolicy } from "../src/parse-policy.ts";
import { certificatePinOf, pinOf } from "../src/pin.ts";
import type { Policy } from "../src/policy.ts";
import type { Reason, Verdict } from "../src/verdict.ts";
import { A, B, C, policyJson, ruleJson } from "./policies.ts";

const noon = new Date("2026-11-23T12:00:00Z");

const root = await forgeRoot({ name: "Example Root" });
const issuing = await root.issueCa({ name: "Example Issuing CA" });
const leaf = await issuing.issueLeaf({ hosts: ["api.example.com", "*.example.com"] });
const stranger = await root.issueLeaf({ hosts: ["api.example.com"] });
const LEAF = pinOf(leaf.spki);
const ISSUING = pinOf(issuing.spki);

describe("evaluate", () => {
  test("allows a leaf whose key is pinned (RFC 7469 §2.6)", () => {
    const verdict = judge({ pins: [LEAF] });
    expect(verdict).toEqual({
      decision: "allow",
      reason: "pin-matched",
      hostname: "api.example.com",
      revision: 1,
      rule: verdict.rule,
      pin: { pin: LEAF, kind: "spki", at: "leaf", backup: false, index: 0 },
    });
    expect(verdict.rule?.host).toBe("api.example.com");
  });

  test("tells that the backup pin is in use, with its note", () => {
    const { pin } = judge({ backupPins: [B, { spki: LEAF, note: "in the safe" }] });
    expect(pin).toMatchObject({ backup: true, index: 1, note: "in the safe" });
  });

  test("allows a pinned certificate, and not its renewal under the same key", async () => {
    const renewed = await issuing.issueLeaf({ hosts: ["api.example.com"], key: leaf.key });
    const pins = [{ certificate: certificatePinOf(leaf.certificate) }];
    expect(judge({ pins }).pin?.kind).toBe("certificate");
    expect(judge({ pins }, peerWith(renewed.certificate)).reason).toBe("no-pin-matched");
  });

  test("allows a CA on the path that the runtime verified", () => {
    const pins = [{ spki: ISSUING, at: "ca" }];
    expect(judge({ pins }).pin).toMatchObject({ at: "ca", pin: ISSUING });
    expect(judge({ pins: [{ spki: LEAF, at: "ca" }] }).reason).toBe("no-pin-matched");
    expect(judge({ pins: [{ spki: ISSUING, at: "leaf" }] }).reason).toBe("no-pin-matched");
  });

  test.each<[Reason, Readonly<Record<string, unknown>>, Peer, Date]>([
    ["no-pin-matched", {}, peerWith(stranger.certificate), noon],
    ["chain-empty", {}, peerWith(), noon],
    ["certificate-malformed", {}, peerWith(leaf.certificate.subarray(1)), noon],
    ["certificate-malformed", { distrusted: [C] }, peerWith(Uint8Array.of(0x30, 0x80)), noon],
    [
      "certificate-malformed",
      { pins: [LEAF], distrusted: [C] },
      peerWith(leaf.certificate, Uint8Array.of(5, 0)),
      noon,
    ],
    ["chain-empty", { distrusted: [C] }, peerWith(), noon],
    ["clock-invalid", { pins: [LEAF] }, peerWith(leaf.certificate), new Date(Number.NaN)],
    ["pins-expired", { pins: [LEAF], expires: "2026-11-22" }, peerWith(leaf.certificate), noon],
    [
      "key-distrusted",
      { pins: [LEAF], distrusted: [{ spki: LEAF }] },
      peerWith(leaf.certificate),
      noon,
    ],
    [
      "key-distrusted",
      { pins: [LEAF], distrusted: [{ spki: ISSUING }] },
      peerWith(leaf.certificate, issuing.certificate),
      noon,
    ],
    [
      "key-distrusted",
      { pins: [LEAF], distrusted: [{ certificate: certificatePinOf(leaf.certificate) }] },
      peerWith(leaf.certificate),
      noon,
    ],
    [
      "host-invalid",
      { pins: [LEAF] },
      { ...peerWith(leaf.certificate), connectHost: "api.example.com\0" },
      noon,
    ],
    [
      "host-invalid",
      { pins: [LEAF] },
      { ...peerWith(leaf.certificate), certificateHost: "*.example.com" },
      noon,
    ],
  ])("rejects: %s", (reason, rule, peer, at) => {
    expect(evaluate(policyWith(rule), peer, at)).toMatchObject({ decision: "reject", reason });
  });

  test("CVE-2026-129482: a trailing dot or capital letters find the same rule", () => {
    for (const host of ["api.example.com.", "API.Example.Com"]) {
      const peer = { ...peerWith(stranger.certificate), connectHost: host, certificateHost: host };
      expect(evaluate(policyWith({}), peer, noon).reason).toBe("no-pin-matched");
    }
  });

  test("counts the last day to its end (UTC)", () => {
    const policy = policyWith({ pins: [LEAF], expires: "2026-11-23" });
    const peer = peerWith(leaf.certificate);
    expect(evaluate(policy, peer, new Date("2026-11-23T23:59:59.999Z")).decision).toBe("allow");
    expect(evaluate(policy, peer, new Date("2026-11-24T00:00:00Z")).reason).toBe("pins-expired");
  });

  test("clock-back: a time before the policy was issued rejects", () => {
    const json = policyJson({
      issued: "2026-11-01T00:00:00Z",
      hosts: [ruleJson("api.example.com", { pins: [LEAF] })],
    });
    const policy = parsePolicy(json);
    const peer = peerWith(leaf.certificate);
    expect(evaluate(policy, peer, new Date("2026-10-31T23:59:59Z")).reason).toBe(
      "clock-before-issued",
    );
    expect(evaluate(policy, peer, new Date("2026-11-01T00:00:00Z")).decision).toBe("allow");
  });

  test("leaves a host to ordinary validation after expiry only where the policy says so", () => {
    const rule = { expires: "2026-01-01", onExpiry: "unpin" };
    expect(judge(rule)).toMatchObject({ decision: "allow", reason: "pins-expired" });
    expect(judge({ ...rule, distrusted: [{ spki: LEAF }] }).reason).toBe("key-distrusted");
  });

  test("only reports in report-only mode, and still refuses what is distrusted", () => {
    expect(judge({ mode: "report-only" })).toMatchObject({
      decision: "allow",
      reason: "report-only",
      wouldReject: "no-pin-matched",
    });
    expect(judge({ mode: "report-only", pins: [LEAF] }).reason).toBe("pin-matched");
    expect(judge({ mode: "report-only", distrusted: [LEAF] }).decision).toBe("reject");
  });

  test("decides about an unlisted host without a look at its bytes", () => {
    const peer = peerTo("www.example.org", "www.example.org");
    const decide = (changes: Readonly<Record<string, unknown>>): Verdict =>
      evaluate(parsePolicy(policyJson(changes)), peer, noon);
    expect(decide({})).toMatchObject({ decision: "allow", reason: "host-unlisted" });
    expect(decide({ unlistedHosts: "reject" })).toMatchObject({
      decision: "reject",
      reason: "host-unlisted",
    });
  });

  test("typo-of-an-owned-host: an unlisted host of an owned domain is rejected", () => {
    const policy = parsePolicy(policyJson({ ownedDomains: ["example.com"] }));
    expect(evaluate(policy, peerTo("apl.example.com", "apl.example.com"), noon).decision).toBe(
      "reject",
    );
    expect(evaluate(policy, peerTo("example.org", "example.org"), noon).decision).toBe("allow");
  });

  test("an exclude rule opens its host and nothing else", () => {
    const policy = parsePolicy(
      policyJson({
        unlistedHosts: "reject",
        hosts: [
          ruleJson("example.com", { includeSubdomains: true }),
          { host: "status.example.com", includeSubdomains: false, exclude: true },
        ],
      }),
    );
    expect(evaluate(policy, peerTo("status.example.com", "status.example.com"), noon).reason).toBe(
      "host-excluded",
    );
    expect(
      evaluate(policy, peerTo("a.status.example.com", "a.status.example.com"), noon).decision,
    ).toBe("reject");
  });

  test("takes only a policy that parsePolicy made", () => {
    const forged = JSON.parse(JSON.stringify(policyWith({}))) as Policy;
    expect(() => evaluate(forged, peerWith(), noon)).toThrow(PolicyError);
  });

  test("rejects where something throws, rather than throw itself", () => {
    const hostile = {
      ...peerWith(),
      get chain(): never {
        throw new Error("surprise");
      },
    };
    expect(evaluate(policyWith({}), hostile, noon)).toMatchObject({
      decision: "reject",
      reason: "internal-error",
    });
  });
});

describe("evaluate with two names", () => {
  const policy = parsePolicy(
    policyJson({
      hosts: [
        ruleJson("api.example.com", { pins: [LEAF] }),
        ruleJson("other.example.com"),
        ruleJson("quiet.example.com", { mode: "report-only" }),
        { host: "open.example.com", includeSubdomains: false, exclude: true },
        ruleJson("192.0.2.7"),
      ],
    }),
  );

  test.each([
    [
      "host-header-confusion: the stricter rule wins",
      "other.example.com",
      "api.example.com",
      "no-pin-matched",
    ],
    ["whichever name it is", "api.example.com", "other.example.com", "no-pin-matched"],
    ["enforce before report-only", "quiet.example.com", "api.example.com", "pin-matched"],
    ["report-only before unpinned", "quiet.example.com", "example.org", "report-only"],
    ["unpinned before excluded", "open.example.com", "example.org", "host-unlisted"],
    ["also where the name is an excluded one", "192.0.2.1", "open.example.com", "host-excluded"],
    [
      "an unlisted address beside a listed name is judged by the name",
      "192.0.2.1",
      "api.example.com",
      "pin-matched",
    ],
    ["a listed address is judged too", "192.0.2.7", "api.example.com", "no-pin-matched"],
  ])("%s", (_, connectHost, certificateHost, reason) => {
    const peer = { ...peerWith(leaf.certificate), connectHost, certificateHost };
    expect(evaluate(policy, peer, noon).reason).toBe(reason);
  });
});

describe("evaluateReach (RFC 9113 §9.1.1)", () => {
  const api = ruleJson("api.example.com", { pins: [LEAF] });

  test("wildcard-san-coalescing: each enforced host that the certificate names has a say", () => {
    const policy = parsePolicy(policyJson({ hosts: [api, ruleJson("pay.example.com")] }));
    expect(evaluate(policy, peerWith(leaf.certificate), noon).decision).toBe("allow");
    expect(evaluateReach(policy, peerWith(leaf.certificate), noon)).toMatchObject({
      decision: "reject",
      hostname: "pay.example.com",
    });
  });

  test("allows where every rule in reach does, and hosts out of reach do not matter", () => {
    const hosts = [api, ruleJson("pay.example.org"), ruleJson("a.b.example.com")];
    const policy = parsePolicy(policyJson({ hosts }));
    expect(evaluateReach(policy, peerWith(leaf.certificate), noon).decision).toBe("allow");
  });

  test("rejects where the host itself is rejected, and where the names cannot be read", () => {
    expect(evaluateReach(policyWith({}), peerWith(leaf.certificate), noon).reason).toBe(
      "no-pin-matched",
    );
    const unlisted = {
      ...peerTo("example.org", "example.org"),
      chain: peerWith(Uint8Array.of(0)).chain,
    };
    expect(evaluateReach(policyWith({}), unlisted, noon).reason).toBe("certificate-malformed");
  });
});

test("A and B are no key's pins, so no test passes by accident", () => {
  expect([A, B, C]).not.toContain(LEAF);
});

function judge(
  rule: Readonly<Record<string, unknown>>,
  peer: Peer = peerWith(leaf.certificate, issuing.certificate),
): Verdict {
  return evaluate(policyWith(rule), peer, noon);
}

function policyWith(rule: Readonly<Record<string, unknown>>): Policy {
  return parsePolicy(policyJson({ hosts: [ruleJson("api.example.com", rule)] }));
}

function peerWith(...ders: readonly Uint8Array[]): Peer {
  return { ...peerTo("api.example.com", "api.example.com"), chain: { kind: "verified", ders } };
}

function peerTo(connectHost: string, certificateHost: string): Peer {
  return { connectHost, certificateHost, port: 443, chain: { kind: "verified", ders: [] } };
}
