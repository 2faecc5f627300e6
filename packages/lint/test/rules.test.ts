import { generateKeyPairSync, type KeyObject } from "node:crypto";

import { certificatePinOf } from "@tlspin/core";
import { type ForgedCa, type ForgedParty, forgeRoot } from "@tlspin/testing";
import { beforeAll, describe, expect, test } from "vitest";

import { type Evidence, type Finding, lint, type RuleId } from "../src/index.ts";
import { caPin, chainOf, held, nameDer, pin } from "./live.ts";
import { A, AT, B, C, D, policyJson, policyOf, ruleJson } from "./policies.ts";

const HOST = "api.example.com";

let root: ForgedCa;
let ca: ForgedCa;
let leaf: ForgedParty;
let next: ForgedParty;
beforeAll(async () => {
  root = await forgeRoot({ name: "Example Root" });
  ca = await root.issueCa({ name: "Example CA" });
  leaf = await ca.issueLeaf({ hosts: [HOST] });
  next = await ca.issueLeaf({ hosts: [HOST], key: "RSA-2048" });
});

describe("the whole policy", () => {
  test("revision-not-raised: content changed and the revision did not grow", () => {
    const base = policyOf([ruleJson({ pins: [C] })]);
    const [found] = findings("revision-not-raised", policyJson(), { base });
    expect(found).toMatchObject({
      severity: "error",
      pointer: "/revision",
      edits: [{ op: "replace", path: "/revision", value: 8 }],
    });
    expectPassed("revision-not-raised", policyJson({ revision: 8 }), { base });
    expectPassed("revision-not-raised", policyJson(), { base: policyOf([ruleJson()]) });
    expectFound("revision-not-raised", policyJson({ revision: 6 }), { base });
  });

  test("issued-later: until then every pinned host is rejected", () => {
    expectFound("issued-later", policyJson({ issued: "2026-11-24T00:00:00Z" }));
    expectPassed("issued-later", policyJson({ issued: "2026-11-23T12:00:00Z" }));
    const reported = one({ mode: "report-only" }, { issued: "2026-11-24T00:00:00Z" });
    expectPassed("issued-later", reported);
  });

  test("unlisted-hosts-allowed: a typo opens, unless the domain is owned", () => {
    expectFound("unlisted-hosts-allowed", policyJson());
    expectPassed("unlisted-hosts-allowed", policyJson({ unlistedHosts: "reject" }));
    expectPassed("unlisted-hosts-allowed", policyJson({ ownedDomains: ["example.com"] }));
  });

  test("client-certificate-exposed: TLS 1.2 sends it first", () => {
    const yes = { clientCertificate: true };
    expectFound("client-certificate-exposed", policyJson(), yes);
    expectPassed("client-certificate-exposed", policyJson({ minTls: "1.3" }), yes);
    expectPassed("client-certificate-exposed", policyJson(), { clientCertificate: false });
    expectNotJudged("client-certificate-exposed", policyJson(), {});
  });
});

describe("hosts", () => {
  test.each(["co.uk", "github.io", "kawasaki.jp"])(
    "public-suffix: %s with its subdomains is no one's",
    (host) => expectFound("public-suffix", one({ host, includeSubdomains: true })),
  );

  test.each(["example.co.uk", "shop.github.io", "corp.internal", "city.kawasaki.jp"])(
    "public-suffix: %s is a domain that somebody has",
    (host) => expectPassed("public-suffix", one({ host, includeSubdomains: true })),
  );

  test("public-suffix: a company's own suffix is a warning, a registry's an error", () => {
    const severities = ["co.uk", "github.io"].map(
      (host) => findings("public-suffix", one({ host, includeSubdomains: true }))[0]?.severity,
    );
    expect(severities).toEqual(["error", "warning"]);
  });

  test("public-suffix: not as one host, and not in ownedDomains", () => {
    expectPassed("public-suffix", one({ host: "github.io", includeSubdomains: false }));
    const owned = policyJson({ ownedDomains: ["com"] });
    expect(findings("public-suffix", owned)).toEqual([
      expect.objectContaining({ pointer: "/ownedDomains/0" }),
    ]);
  });

  test.each(["api.stripe.com", "d1.cloudfront.net", "shop.github.io", "s3.amazonaws.com"])(
    "third-party-host: %s belongs to a provider",
    (host) => expectFound("third-party-host", one({ host })),
  );

  test("third-party-host: whose others are, only ownedDomains tells", () => {
    expectNotJudged("third-party-host", policyJson());
    expectPassed("third-party-host", policyJson({ ownedDomains: ["example.com"] }));
    const mine = one({ host: "shop.github.io" }, { ownedDomains: ["shop.github.io"] });
    expectPassed("third-party-host", mine);
  });

  test("report-only: is no protection yet", () => {
    expectFound("report-only", one({ mode: "report-only" }));
    expectPassed("report-only", one({}));
  });
});

describe("rules of names within one another", () => {
  const above = { host: "example.com", includeSubdomains: true };

  test("rules-overlap: the narrower replaces the wider", () => {
    expectFound("rules-overlap", rules(above, { pins: [C] }));
    expectPassed("rules-overlap", rules({ ...above, includeSubdomains: false }, { pins: [C] }));
    expectPassed("rules-overlap", rules(above, { host: "api.example.org" }));
  });

  test("rules-overlap: a rule that says the same is said to", () => {
    const [found] = findings("rules-overlap", rules(above, {}));
    expect(found?.message).toContain("says the same");
  });

  test("rules-overlap: what is distrusted above is not below", () => {
    const [found] = findings("rules-overlap", rules({ ...above, distrusted: [{ spki: D }] }, {}));
    expect(found).toMatchObject({ severity: "warning", pointer: "/hosts/1" });
    const again = rules(
      { ...above, distrusted: [{ spki: D }] },
      { pins: [C], distrusted: [{ spki: D }] },
    );
    expect(findings("rules-overlap", again)[0]).toMatchObject({ severity: "info" });
  });

  test("rules-overlap: an exclusion without its subdomains", () => {
    const excluded = { host: HOST, exclude: true };
    expectFound("rules-overlap", [above, { ...excluded, includeSubdomains: false }]);
    expectPassed("rules-overlap", [above, { ...excluded, includeSubdomains: true }]);
  });

  test("exclude-without-effect: nothing pins the host anyway", () => {
    const excluded = { host: HOST, includeSubdomains: false, exclude: true };
    expectFound(
      "exclude-without-effect",
      policyJson({ hosts: [ruleJson({ host: "example.org" }), excluded] }),
    );
    expectPassed("exclude-without-effect", [above, excluded]);
    const reject = { unlistedHosts: "reject", hosts: [excluded] };
    expectPassed("exclude-without-effect", policyJson(reject));
    expectPassed(
      "exclude-without-effect",
      policyJson({ ownedDomains: ["example.com"], hosts: [excluded] }),
    );
  });
});

describe("pins", () => {
  test("certificate-pin: dies at renewal, and is an error where there is no other", () => {
    const some = one({ pins: [A, { certificate: C, at: "leaf" }] });
    expect(findings("certificate-pin", some)).toEqual([
      expect.objectContaining({ severity: "warning", pointer: "/hosts/0/pins/1" }),
    ]);
    const all = one({ pins: [{ certificate: C }], backupPins: [{ certificate: D, at: "ca" }] });
    expect(findings("certificate-pin", all).map(({ severity }) => severity)).toEqual([
      "error",
      "error",
    ]);
    expectPassed("certificate-pin", policyJson());
  });

  test("distrusted-pinned: never matches, and may be taken out where another pin stays", () => {
    const [found] = findings("distrusted-pinned", one({ pins: [A, C], distrusted: [{ spki: A }] }));
    expect(found).toMatchObject({
      severity: "error",
      edits: [{ op: "remove", path: "/hosts/0/pins/0" }],
    });
    const [last] = findings("distrusted-pinned", one({ distrusted: [{ spki: A }] }));
    expect(last).toMatchObject({ severity: "error", pointer: "/hosts/0/pins/0" });
    expect(last).not.toHaveProperty("edits");
    expectPassed("distrusted-pinned", one({ distrusted: [{ spki: C }, { certificate: A }] }));
  });

  test("distrusted-pinned: by the rule of another host", () => {
    const two = rules({ host: "www.example.com", pins: [C], distrusted: [{ spki: A }] }, {});
    expect(findings("distrusted-pinned", two)).toEqual([
      expect.objectContaining({ severity: "warning", pointer: "/hosts/1/pins/0" }),
    ]);
  });
});

describe("backup pins (RFC 7469 §4.3)", () => {
  test("backup-missing: of a rule that only reports", () => {
    expectFound("backup-missing", one({ mode: "report-only", backupPins: [] }));
    expectPassed("backup-missing", one({ mode: "report-only" }));
    const { findings: problems } = lint(one({ backupPins: [] }), { at: AT });
    expect(problems).toEqual([
      expect.objectContaining({ id: "backup-missing", severity: "error" }),
    ]);
  });

  test("backup-on-chain: the key of the issuing CA is no backup", () => {
    const chains = [chainOf(HOST, leaf, ca, root)];
    const onChain = one({ pins: [pin(leaf)], backupPins: [B, caPin(ca)] });
    const [found] = findings("backup-on-chain", onChain, { chains });
    expect(found).toMatchObject({ severity: "error", pointer: "/hosts/0/backupPins/1" });
    expect(found?.message).toContain("certificate 2");
    expectPassed("backup-on-chain", one({ pins: [pin(leaf)], backupPins: [pin(next)] }), {
      chains,
    });
    expectNotJudged("backup-on-chain", onChain, { chains: [chainOf("www.example.org", leaf)] });
  });

  test("backup-on-chain: a backup that is served is in use", () => {
    const chains = [chainOf(HOST, next, ca)];
    const moved = one({ pins: [pin(leaf)], backupPins: [pin(next)] });
    expect(findings("backup-on-chain", moved, { chains })[0]?.message).toContain("in use");
  });

  test("backup-without-key: nobody has shown it", () => {
    expectFound("backup-without-key", one({ backupPins: [pin(next)] }), { keys: [held(leaf)] });
    expectPassed("backup-without-key", one({ backupPins: [pin(next)] }), { keys: [held(next)] });
    expectNotJudged("backup-without-key", policyJson());
  });
});

describe("expiry", () => {
  test("expiry-missing", () => {
    expectFound("expiry-missing", policyJson());
    expectPassed("expiry-missing", one({ expires: "2027-06-30" }));
  });

  test.each([
    ["2026-11-22", "error", "expired on"],
    ["2026-11-23", "warning", "in 0 days"],
    ["2026-11-24", "warning", "in 1 day:"],
    ["2027-03-02", "warning", "in 99 days"],
  ])("expiry-near: %s is an %s (%s), 100 days ahead", (expires, severity, words) => {
    const [found] = findings("expiry-near", one({ expires }));
    expect(found).toMatchObject({ severity, pointer: "/hosts/0/expires" });
    expect(found?.message).toContain(words);
  });

  test("expiry-near: the horizon is the caller's", () => {
    expectPassed("expiry-near", one({ expires: "2027-03-03" }));
    const later = lint(one({ expires: "2027-03-03" }), { at: AT, horizon: 150 });
    expect(later.findings.map(({ id }) => id)).toContain("expiry-near");
    expectPassed("expiry-near", policyJson());
  });

  test("expiry-fails-open", () => {
    const open = { expires: "2027-06-30", onExpiry: "unpin" };
    expect(findings("expiry-fails-open", one(open))[0]).toMatchObject({
      severity: "warning",
      pointer: "/hosts/0/onExpiry",
    });
    expectPassed("expiry-fails-open", one({ expires: "2027-06-30" }));
  });
});

describe("keys", () => {
  test("weak-key: RSA of less than 2048 bits", () => {
    const keys = [held(rsa(1024)), held(rsa(2048))];
    const [weak, strong] = keys.map(pin);
    expectFound("weak-key", one({ pins: [weak], backupPins: [strong] }), { keys });
    expectPassed("weak-key", one({ pins: [strong], backupPins: [pin(next)] }), {
      keys: [...keys, held(next)],
    });
    expectNotJudged("weak-key", policyJson(), { keys });
    const { publicKey } = generateKeyPairSync("ec", { namedCurve: "secp224r1" });
    const odd = held({ spki: spkiOf(publicKey) });
    const [unknown] = findings("weak-key", one({ pins: [pin(odd)] }), { keys: [odd] });
    expect(unknown).toMatchObject({ severity: "info", pointer: "/hosts/0/pins/0" });
  });

  test("one-key-type: every pin is of an elliptic curve", () => {
    const keys = [held(leaf), held(ca), held(next)];
    expectFound("one-key-type", one({ pins: [pin(leaf)], backupPins: [pin(ca)] }), { keys });
    expectPassed("one-key-type", one({ pins: [pin(leaf)], backupPins: [pin(next)] }), { keys });
    expectNotJudged("one-key-type", one({ pins: [pin(leaf)] }), { keys });
    // Two kinds are known: what a third pin is cannot change that.
    expectPassed("one-key-type", one({ pins: [pin(leaf), A], backupPins: [pin(next)] }), { keys });
  });

  test.each([
    ["Let's Encrypt", "warning"],
    ["Amazon", "error"],
  ])("managed-leaf-key: %s renews the certificate: %s", async (organization, severity) => {
    const issuer = await root.issueCa({ name: "R10", nameDer: nameDer("R10", organization) });
    const party = await issuer.issueLeaf({ hosts: [HOST] });
    const chains = [chainOf(HOST, party, issuer)];
    const [found] = findings("managed-leaf-key", one({ pins: [pin(party)] }), { chains });
    expect(found).toMatchObject({ severity, pointer: "/hosts/0/pins/0" });
    expectPassed("managed-leaf-key", one({ pins: [caPin(issuer)], backupPins: [caPin(root)] }), {
      chains,
    });
  });

  test("managed-leaf-key: any CA whose certificates live for half the usual time", async () => {
    const short = {
      hosts: [HOST],
      notBefore: new Date("2026-11-01"),
      notAfter: new Date("2027-01-30"),
    };
    const party = await ca.issueLeaf(short);
    const policy = one({ pins: [pin(party)] });
    expectFound("managed-leaf-key", policy, { chains: [chainOf(HOST, party, ca)] });
    const long = await ca.issueLeaf({ ...short, notAfter: new Date("2027-05-01") });
    expectPassed("managed-leaf-key", one({ pins: [pin(long)] }), {
      chains: [chainOf(HOST, long, ca)],
    });
  });

  test("managed-leaf-key: passes where the key is in hand, or was reused", async () => {
    const issuer = await root.issueCa({ name: "R10", nameDer: nameDer("R10", "Let's Encrypt") });
    const first = await issuer.issueLeaf({ hosts: [HOST] });
    const renewed = await issuer.issueLeaf({ hosts: [HOST], key: first.key });
    const policy = one({ pins: [pin(first)] });
    const chains = [chainOf(HOST, first, issuer)];
    expectPassed("managed-leaf-key", policy, { chains, keys: [held(first)] });
    expectPassed("managed-leaf-key", policy, {
      chains: [...chains, chainOf(HOST, renewed, issuer)],
    });
    expectFound("managed-leaf-key", policy, { chains: [...chains, ...chains] });
    expectNotJudged("managed-leaf-key", policy);
  });
});

describe("pins of CAs", () => {
  test("root-pins-only: a chain may end before its root", () => {
    const chains = [chainOf(HOST, leaf, ca, root)];
    expectFound("root-pins-only", one({ pins: [caPin(root)] }), { chains });
    expectPassed("root-pins-only", one({ pins: [caPin(root), caPin(ca)] }), { chains });
    expectNotJudged(
      "root-pins-only",
      one({ pins: [{ spki: A, at: "ca" }], backupPins: [{ spki: B, at: "ca" }] }),
      { chains },
    );
    expectPassed("root-pins-only", one({}), { chains });
  });

  test("one-ca: all pins stand in one chain", () => {
    const chains = [chainOf(HOST, leaf, ca, root)];
    expectFound("one-ca", one({ pins: [caPin(ca)], backupPins: [caPin(root)] }), { chains });
    expectPassed("one-ca", one({ pins: [caPin(ca)], backupPins: [{ spki: B, at: "ca" }] }), {
      chains,
    });
    expectPassed("one-ca", one({ pins: [caPin(ca)], backupPins: [B] }), { chains });
    expectNotJudged("one-ca", one({ pins: [caPin(ca)], backupPins: [caPin(root)] }));
  });

  test("rotating-ca-pin: an intermediate that changes without notice", async () => {
    const isrg = await forgeRoot({
      name: "ISRG Root",
      nameDer: nameDer("ISRG Root", "Internet Security Research Group"),
    });
    const issuer = await isrg.issueCa({ name: "R10", nameDer: nameDer("R10", "Let's Encrypt") });
    const chains = [chainOf(HOST, await issuer.issueLeaf({ hosts: [HOST] }), issuer, isrg)];
    expectFound("rotating-ca-pin", one({ pins: [caPin(issuer)] }), { chains });
    expectPassed("rotating-ca-pin", one({ pins: [caPin(isrg)] }), { chains });
    expectPassed("rotating-ca-pin", one({ pins: [caPin(ca)] }), {
      chains: [chainOf(HOST, leaf, ca)],
    });
    expectNotJudged("rotating-ca-pin", one({ pins: [caPin(issuer)] }));
  });
});

describe("what is live", () => {
  test("chain-refused: the policy would cut users off now", () => {
    const chains = [chainOf(HOST, leaf, ca)];
    const [found] = findings("chain-refused", policyJson(), { chains });
    expect(found).toMatchObject({ severity: "error", pointer: "/hosts/0" });
    expect(found?.message).toContain("no-pin-matched");
    const reported = findings("chain-refused", one({ mode: "report-only" }), { chains });
    expect(reported).toEqual([expect.objectContaining({ severity: "warning" })]);
    expectPassed("chain-refused", one({ pins: [pin(leaf)] }), { chains });
    expectNotJudged("chain-refused", policyJson());
  });

  test("reaches-other-rules: a wildcard certificate that another rule refuses", async () => {
    const wide = await ca.issueLeaf({ hosts: ["*.example.com"] });
    const www = await ca.issueLeaf({ hosts: ["www.example.com"] });
    const chains = [chainOf(HOST, wide, ca), chainOf("www.example.com", www, ca)];
    const two = rules({ pins: [pin(wide)] }, { host: "www.example.com", pins: [pin(www)] });
    expect(findings("reaches-other-rules", two, { chains })).toEqual([
      expect.objectContaining({
        pointer: "/hosts/0",
        message: expect.stringContaining("www.example.com"),
      }),
    ]);
    const both = rules(
      { pins: [pin(wide)] },
      { host: "www.example.com", pins: [pin(www), pin(wide)] },
    );
    expectPassed("reaches-other-rules", both, { chains });
  });

  test("pin-unused: a current pin of no key that is served", () => {
    const chains = [chainOf(HOST, leaf, ca)];
    const two = one({ pins: [pin(leaf), C] });
    expect(findings("pin-unused", two, { chains })).toEqual([
      expect.objectContaining({ severity: "info", pointer: "/hosts/0/pins/1" }),
    ]);
    const byCertificate = { certificate: certificatePinOf(leaf.certificate) };
    expectPassed("pin-unused", one({ pins: [byCertificate, caPin(ca)] }), { chains });
  });

  test("release-cut-off: no server satisfies both", () => {
    const old = {
      name: "desktop 4.1",
      policy: policyOf([ruleJson({ pins: [C], backupPins: [D] })]),
    };
    const [found] = findings("release-cut-off", policyJson(), { releases: [old] });
    expect(found?.message).toContain("desktop 4.1");
    const overlapping = {
      name: "4.2",
      policy: policyOf([ruleJson({ pins: [C], backupPins: [A] })]),
    };
    expectPassed("release-cut-off", policyJson(), { releases: [overlapping] });
    const unpinned = { name: "1.0", policy: policyOf([ruleJson({ host: "example.org" })]) };
    expectPassed("release-cut-off", policyJson(), { releases: [unpinned] });
    expectNotJudged("release-cut-off", policyJson());
  });

  test("evidence that cannot be read tells nothing", () => {
    const garbage = {
      ...chainOf(HOST),
      chain: { kind: "verified", ders: [Uint8Array.of(1, 2)] },
    } as const;
    expectNotJudged("weak-key", policyJson(), { chains: [garbage] });
    expect(findings("chain-refused", policyJson(), { chains: [garbage] })[0]?.message).toContain(
      "certificate-malformed",
    );
  });
});

type Policy = object | readonly object[];

function findings(id: RuleId, policy: Policy, evidence: Evidence = {}): readonly Finding[] {
  return reportOf(policy, evidence).findings.filter((finding) => finding.id === id);
}

function expectFound(id: RuleId, policy: Policy, evidence?: Evidence): void {
  expect([id, statusOf(id, policy, evidence)]).toEqual([id, "found"]);
}

function expectPassed(id: RuleId, policy: Policy, evidence?: Evidence): void {
  expect([id, statusOf(id, policy, evidence)]).toEqual([id, "passed"]);
}

function expectNotJudged(id: RuleId, policy: Policy, evidence?: Evidence): void {
  expect([id, statusOf(id, policy, evidence)]).toEqual([id, "not-judged"]);
}

function statusOf(id: RuleId, policy: Policy, evidence: Evidence = {}): string | undefined {
  return reportOf(policy, evidence).rules.find((rule) => rule.id === id)?.status;
}

function reportOf(policy: Policy, evidence: Evidence): ReturnType<typeof lint> {
  const json = Array.isArray(policy) ? policyJson({ hosts: policy.map(completed) }) : policy;
  const report = lint(json, { at: AT, evidence });
  expect(report.valid).toBe(true);
  return report;
}

function completed(rule: object): object {
  return "exclude" in rule ? rule : ruleJson({ ...rule });
}

/** A policy of one rule with some changes. */
function one(rule: object, head: object = {}): object {
  return policyJson({ ...head, hosts: [ruleJson({ ...rule })] });
}

function rules(...changes: readonly object[]): readonly object[] {
  return changes;
}

function rsa(modulusLength: number): { readonly spki: Uint8Array } {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength });
  return { spki: spkiOf(publicKey) };
}

function spkiOf(key: KeyObject): Uint8Array {
  return new Uint8Array(key.export({ format: "der", type: "spki" }));
}
