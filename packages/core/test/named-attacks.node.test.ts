import { describe, expect, test } from "vitest";

import { type CertificateDetails, detailsOf, parseCertificate } from "../src/certificate.ts";
import { evaluate, type Peer } from "../src/evaluate.ts";
import { canonicalHostname } from "../src/hostname.ts";
import { parsePolicy, parsePolicyText } from "../src/parse-policy.ts";
import { nodeOf } from "../src/path-node.ts";
import type { SignatureCheck, VerifySignature as Port } from "../src/path-search.ts";
import { signatureCheckOf } from "../src/path-signature.ts";
import { pinOf } from "../src/pin.ts";
import { checkAccepted } from "../src/policy-checks.ts";
import { findRule, type Policy } from "../src/policy.ts";
import type { Verdict } from "../src/verdict.ts";
import { bitStringOf, derOf, integerOf, oidOf, sequenceOf } from "./der-writer.ts";
import { AT, ecKey, forgeCa, type ForgedKey, forgeLeaf, type Party } from "./forge.ts";
import { verifyWithNode } from "./node-port.ts";
import { ca, leaf, rogueRoot, root } from "./parties.ts";
import { A, B, policyJson, ruleJson } from "./policies.ts";

// Each attack first succeeds against what one would write without knowing of it.

describe("rewrapped-pinned-ca: the pinned CA's key under the name of the attacker's CA", () => {
  const evil = forgeCa({ name: "Evil CA", issuer: rogueRoot });
  const wrapped = forgeCa({ name: "Evil CA", key: ca.key, issuer: rogueRoot });
  const server = forgeLeaf({ issuer: evil });
  const policy = policyWith({ pins: [caPin(ca)] });

  test.each([
    ["before", [wrapped, evil]],
    ["behind", [evil, wrapped]],
  ])("vouches for nothing, served %s the CA that signed", (_, others) => {
    expect(pinsLinkedByName(server, others)).toContain(pinOf(ca.certificate.spki));
    const reason = "pinned-ca-not-vouching";
    expect(judge(policy, server, others)).toMatchObject({ decision: "reject", reason });
  });

  test("lets the true CA vouch, whose key it is", () => {
    const others = [wrapped, ca];
    expect(judge(policy, leaf, others)).toMatchObject({ decision: "allow" });
  });

  /** What a chain looks like to those who link it by name. */
  function pinsLinkedByName(first: Party, others: readonly Party[]): readonly string[] {
    const { issuer } = detailsOf(first.certificate);
    return others
      .filter(({ certificate }) => detailsOf(certificate).subject.hex === issuer.hex)
      .map(({ certificate }) => pinOf(certificate.spki));
  }
});

describe("huge-rsa-issuer: keys on which one signature takes long", () => {
  const key: ForgedKey = { spki: rsaSpki(65_536, [1, 0, 1]), algorithm: "rsa-sha256" };
  const slow: ForgedKey = {
    spki: rsaSpki(
      3072,
      Array.from({ length: 384 }, () => 0xff),
    ),
    algorithm: "rsa-sha256",
  };

  test.each([
    ["a modulus of 65,536 bits", key],
    ["an exponent of 3,072 bits", slow],
  ])("%s never reaches the port, for pins or for distrust", (_, hugeKey) => {
    const huge = forgeCa({ name: "Huge CA", key: hugeKey, issuer: root });
    const server = forgeLeaf({ issuer: huge });
    const naive = counting();
    askAll(server, [huge], naive.port);
    expect(naive.bytes()).toBeGreaterThan(380);

    const ours = counting();
    const rule = { pins: [caPin(ca)], distrusted: [B] };
    const peer = peerOf(server, [huge], ours.port);
    expect(evaluate(policyWith(rule), peer, AT).decision).toBe("reject");
    expect(ours.bytes()).toBe(0);
  });

  /** Whoever bears the name is asked for the signature. */
  function askAll(child: Party, issuers: readonly Party[], port: Port): void {
    for (const { certificate } of issuers) {
      const { der } = child.certificate;
      const issuerSpki = certificate.spki;
      port({ algorithm: "rsa-pkcs1-sha256", issuerSpki, signed: der, signature: der });
    }
  }
});

describe("distrusted-hidden-by-budget: a crowd of the distrusted CA's name", () => {
  const crowdKey = ecKey();
  const crowd = Array.from({ length: 300 }, (_, serial) =>
    forgeCa({ name: "Example Issuing CA", key: crowdKey, serial: serial % 128, extensions: [] }),
  );
  const others = [...crowd, ca, root];
  const distrusted = [pinOf(ca.certificate.spki)];

  test("is a hiding place for a search that takes what it has not looked at for harmless", () => {
    const found = (budget: number) => others.slice(0, budget).filter((one) => hasIssued(one, leaf));
    expect(found(others.length)).toEqual([ca]);
    expect(found(64)).toEqual([]);
  });

  test.each(["enforce", "report-only"])("rejects, in mode %s", (mode) => {
    const policy = policyWith({ mode, pins: [pinOf(leaf.certificate.spki)], distrusted });
    for (const served of [others, others.toReversed()]) {
      expect(judge(policy, leaf, served)).toMatchObject({ decision: "reject" });
    }
  });

  test("rejects where a key is distrusted that nobody can look for any more", () => {
    const policy = policyWith({ pins: [pinOf(leaf.certificate.spki)], distrusted: [A] });
    const reason = "path-budget-exhausted";
    expect(judge(policy, leaf, crowd)).toMatchObject({ decision: "reject", reason });
  });

  function hasIssued(issuer: Party, child: Party): boolean {
    const check = signatureCheckOf(
      nodeOf(child.certificate, false),
      nodeOf(issuer.certificate, false),
    );
    return check !== undefined && verifyWithNode(check) === "valid";
  }
});

describe("carveout-subdomain: a narrower rule, and a host below it", () => {
  const hosts = [
    ruleJson("example.com", { includeSubdomains: true }),
    ruleJson("api.example.com", { includeSubdomains: false }),
  ];
  const policy = parsePolicy(policyJson({ hosts }));
  const host = canonicalHostname("v2.api.example.com");

  test("has no pins by Chromium's rule, and those of the rule above by ours", () => {
    expect(rulesByChromium(host)).toEqual([]);
    expect(findRule(policy, host)?.host).toBe("example.com");
    const peer = { ...peerOf(leaf, [ca]), connectHost: host, certificateHost: host };
    expect(evaluate(policy, peer, AT).reason).toBe("no-pin-matched");
  });

  /** The most specific entry alone decides, also when it excludes what is below it. */
  function rulesByChromium(name: string): readonly string[] {
    for (let rest = name; rest !== ""; rest = rest.slice(rest.indexOf(".") + 1)) {
      const rule = policy.hosts.find((one) => one.host === rest);
      if (rule !== undefined) {
        return rest === name || rule.includeSubdomains ? [rule.host] : [];
      }
      if (!rest.includes(".")) return [];
    }
    return [];
  }
});

describe("clock-forward-onExpiry-unpin: someone moves the clock past the pins' last day", () => {
  const later = new Date("2031-01-01T00:00:00Z");
  const stranger = forgeLeaf({ issuer: rogueRoot });

  test("opens only where the policy says unpin and the program accepted that by name", () => {
    const opening = policyWith({ expires: "2030-12-31", onExpiry: "unpin" });
    expect(judge(opening, stranger, [], later)).toMatchObject({ decision: "allow" });

    const acceptance = { onVerdict: () => {}, minRevision: 0 };
    expect(() => checkAccepted(opening, { ...acceptance, acceptFailOpenExpiry: false })).toThrow(
      "acceptFailOpenExpiry",
    );
  });

  test("rejects where the policy does not say it", () => {
    const reason = "pins-expired";
    const policy = policyWith({ expires: "2030-12-31" });
    expect(judge(policy, stranger, [], later)).toMatchObject({ decision: "reject", reason });
  });
});

test("duplicate-key-policy: what a reviewer reads first is not what JSON.parse keeps", () => {
  const { spki: theirs } = caPin(rogueRoot);
  const text = JSON.stringify(policyJson()).replace(
    `"pins":["${A}"]`,
    `"pins":["${A}"],"pins":["${theirs}"]`,
  );
  expect(JSON.stringify(parsePolicy(JSON.parse(text)))).toContain(theirs);
  expect(() => parsePolicyText(text)).toThrow("stands twice");
});

describe("mutated-der-after-memo: bytes that change behind what was remembered of them", () => {
  test("are judged as they are, and not as they were", () => {
    const buffer = ca.certificate.der.slice();
    const policy = policyWith({ pins: [caPin(ca)] });
    const peer = { ...peerOf(leaf, []), chain: chainOf([leaf.certificate.der, buffer]) };
    const remembered = new Map<Uint8Array, CertificateDetails>();
    const naive = (): boolean | undefined => {
      const details = remembered.get(buffer) ?? detailsOf(parseCertificate(buffer));
      remembered.set(buffer, details);
      return details.basicConstraints?.ca;
    };
    expect(naive()).toBe(true);
    expect(evaluate(policy, peer, AT).decision).toBe("allow");

    buffer[Buffer.from(buffer).indexOf(Buffer.from(CA_TRUE)) + 4] = 0;
    expect(detailsOf(parseCertificate(buffer)).basicConstraints?.ca).toBe(false);
    expect(naive()).toBe(true);
    expect(evaluate(policy, peer, AT).decision).toBe("reject");
  });

  test("change nothing in the details that were given out", () => {
    const buffer = leaf.certificate.der.slice();
    const details = detailsOf(parseCertificate(buffer));
    const before = JSON.stringify(details);
    buffer.fill(0);
    expect(JSON.stringify(details)).toBe(before);
    expect(JSON.stringify(detailsOf(leaf.certificate))).toBe(before);
  });
});

function policyWith(rule: Readonly<Record<string, unknown>>): Policy {
  return parsePolicy(policyJson({ hosts: [ruleJson("api.example.com", rule)] }));
}

function caPin({ certificate }: Party) {
  return { spki: pinOf(certificate.spki), at: "ca" };
}

function judge(policy: Policy, first: Party, others: readonly Party[], at: Date = AT): Verdict {
  return evaluate(policy, peerOf(first, others), at);
}

function peerOf(first: Party, others: readonly Party[], port: Port = verifyWithNode): Peer {
  const ders = [first, ...others].map(({ certificate }) => certificate.der);
  const names = { connectHost: "api.example.com", certificateHost: "api.example.com" };
  return { ...names, port: 443, chain: { kind: "served", ders, verifySignature: port } };
}

function chainOf(ders: readonly Uint8Array[]): Peer["chain"] {
  return { kind: "served", ders, verifySignature: verifyWithNode };
}

/** A port, and how many bytes of key it was asked to compute with. */
function counting() {
  let bytes = 0;
  const port = ({ issuerSpki }: SignatureCheck): "invalid" => {
    bytes += issuerSpki.length;
    return "invalid";
  };
  return { port, bytes: () => bytes };
}

function rsaSpki(bits: number, exponent: readonly number[]): Uint8Array {
  const modulus = Array.from({ length: bits / 8 }, () => 0xff);
  const key = sequenceOf(integerOf(...modulus), integerOf(...exponent));
  return sequenceOf(sequenceOf(oidOf("1.2.840.113549.1.1.1"), derOf(5)), bitStringOf(key));
}

/** The content of basicConstraints in a CA's certificate. */
const CA_TRUE = [0x30, 0x03, 0x01, 0x01, 0xff];
