import { describe, expect, test } from "vitest";

import { forgeRoot } from "../../testing/src/forge.ts";
import { describeVerdict } from "../src/describe-verdict.ts";
import { evaluate, type Peer } from "../src/evaluate.ts";
import { parsePolicy } from "../src/parse-policy.ts";
import { pinOf } from "../src/pin.ts";
import { toReport } from "../src/report.ts";
import { A, B, C, policyJson, ruleJson } from "./policies.ts";

const noon = new Date("2026-11-23T12:00:00Z");
const root = await forgeRoot({ name: "Example Root" });
const leaf = await root.issueLeaf({ hosts: ["api.example.com"] });
const LEAF = pinOf(leaf.spki);
const peer: Peer = {
  connectHost: "api.example.com",
  certificateHost: "api.example.com",
  port: 8443,
  chain: { kind: "verified", ders: [leaf.certificate, root.certificate] },
};

describe("describeVerdict", () => {
  test("lays a refusal out as OkHttp does, then says what to do", () => {
    expect(
      textFor({
        includeSubdomains: true,
        backupPins: [{ spki: B, note: "in the safe" }],
        distrusted: [{ spki: C }],
        expires: "2027-06-30",
      }),
    ).toBe(
      `api.example.com: no certificate that vouches for this host matches a pin
  Peer certificate chain:
    ${LEAF}: CN=api.example.com
    ${pinOf(root.spki)}: CN=Example Root
  Pins for api.example.com and its subdomains:
    ${A}
    ${B} (backup; in the safe)
    ${C} (distrusted)
  Pins expire: 2027-06-30 (UTC, inclusive)
  Decision: reject (no-pin-matched), policy revision 1
  What to do: if you rotated the key, ship its pin; if not, something between you and the host intercepts`,
    );
  });

  test("gives an allowed connection one line", () => {
    expect(textFor({ pins: [LEAF] })).toBe(`api.example.com: a pin matches: pin-matched, ${LEAF}`);
    expect(textFor({ backupPins: [LEAF] })).toContain(`backup pin in use, ${LEAF}`);
  });

  test("says what report-only let pass", () => {
    const text = textFor({ mode: "report-only" });
    expect(text).toContain("no certificate that vouches");
    expect(text).toContain("allow (report-only; enforce would reject: no-pin-matched)");
  });

  test("marks CA pins and certificate pins", () => {
    const text = textFor({ pins: [{ spki: A, at: "ca" }, { certificate: B }], backupPins: [C] });
    expect(text).toContain(`${A} (CA)`);
    expect(text).toContain(`${B} (whole certificate)`);
  });

  test("shows an empty chain, what is no certificate, and no more than ten", () => {
    expect(textFor({}, [])).toContain("(none)");
    const many = Array.from({ length: 12 }, () => Uint8Array.of(1));
    expect(textFor({}, many)).toContain("(not a certificate in strict DER)");
    expect(textFor({}, many)).toContain("(and 2 more)");
  });

  test("does not let a peer's names write to the terminal", async () => {
    const hostile = await root.issueLeaf({
      hosts: ["api.example.com"],
      name: "\u001B[2Kall is well\n\u202E",
    });
    const text = textFor({}, [hostile.certificate]);
    expect(text).toContain("CN=\\1B[2Kall is well\\0A");
    expect(text).not.toMatch(/[\p{Cf}\u{1B}]/u);
    const long = await root.issueLeaf({ hosts: ["api.example.com"], name: "n".repeat(5000) });
    expect(textFor({}, [long.certificate]).length).toBeLessThan(2000);
  });

  test("does not let a host that is none write to the terminal either", () => {
    const text = describeVerdict(
      { decision: "reject", reason: "host-invalid", hostname: "\u001B[31mevil\u202E", revision: 1 },
      peer,
    );
    expect(text).toContain("\\u{1b}[31mevil\\u{202e}: this is no host name");
  });

  test("explains a host that no rule covers, without pins", () => {
    const policy = parsePolicy(policyJson({ unlistedHosts: "reject" }));
    const elsewhere = { ...peer, connectHost: "example.org", certificateHost: "example.org" };
    const text = describeVerdict(evaluate(policy, elsewhere, noon), elsewhere);
    expect(text).toContain("example.org: the policy does not list this host");
    expect(text).not.toContain("Pins for");
    const undialled: Peer = { ...elsewhere, chain: { kind: "verified", ders: [] } };
    expect(describeVerdict(evaluate(policy, undialled, noon), undialled)).not.toContain("chain");
  });
});

describe("toReport (RFC 7469 §3)", () => {
  test("says what was noted, served and known, and nothing of the client", () => {
    const policy = parsePolicy(
      policyJson({
        hosts: [
          ruleJson("example.com", {
            includeSubdomains: true,
            pins: [A, { certificate: C }],
            expires: "2027-06-30",
          }),
        ],
      }),
    );
    const report = toReport(evaluate(policy, peer, noon), peer, noon);
    expect(report).toEqual({
      "date-time": "2026-11-23T12:00:00.000Z",
      hostname: "api.example.com",
      port: 8443,
      "effective-expiration-date": "2027-07-01T00:00:00.000Z",
      "include-subdomains": true,
      "noted-hostname": "example.com",
      "served-certificate-chain": [],
      "validated-certificate-chain": report["validated-certificate-chain"],
      "known-pins": [`pin-sha256="${A.slice(7)}"`, `pin-sha256="${B.slice(7)}"`],
    });
    expect(report["validated-certificate-chain"][0]).toBe(leaf.pem);
  });

  test("reports hosts without pins, and a clock that shows no time", () => {
    const hosts = [{ host: "api.example.com", includeSubdomains: false, exclude: true }];
    const served: Peer = {
      ...peer,
      chain: { kind: "served", ders: [leaf.certificate], verifySignature: () => "unsupported" },
    };
    const report = toReport(
      evaluate(parsePolicy(policyJson({ hosts })), served, noon),
      served,
      new Date(Number.NaN),
    );
    expect(report["date-time"]).toBe("1970-01-01T00:00:00.000Z");
    expect(report["known-pins"]).toEqual([]);
    expect(report["served-certificate-chain"]).toHaveLength(1);
    const unlisted = { ...peer, connectHost: "example.org", certificateHost: "example.org" };
    const none = toReport(evaluate(parsePolicy(policyJson()), unlisted, noon), unlisted, noon);
    expect(none["noted-hostname"]).toBe("example.org");
  });
});

function textFor(
  rule: Readonly<Record<string, unknown>>,
  ders: readonly Uint8Array[] = peer.chain.ders,
): string {
  const shown: Peer = { ...peer, chain: { kind: "verified", ders } };
  const policy = parsePolicy(policyJson({ hosts: [ruleJson("api.example.com", rule)] }));
  return describeVerdict(evaluate(policy, shown, noon), shown);
}
