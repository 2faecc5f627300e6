import { describe, expect, test } from "vitest";

import { type ForgedParty, forgeRoot } from "../../testing/src/forge.ts";
import { equalBytes } from "../src/bytes.ts";
import { detailsOf, parseCertificate } from "../src/certificate.ts";
import { evaluate, type Peer } from "../src/evaluate.ts";
import { parsePolicy } from "../src/parse-policy.ts";
import type { SignatureAnswer, SignatureCheck, VerifySignature } from "../src/path-search.ts";
import { pinOf } from "../src/pin.ts";
import { A, policyJson, ruleJson } from "./policies.ts";

// What `path.node.test.ts` proves at length and with node:crypto, in short and in any runtime. Browsers
// verify no signature synchronously, so the port knows who signed what: this file forged it.

const noon = new Date("2026-11-23T12:00:00Z");
const root = await forgeRoot({ name: "Example Root" });
const issuing = await root.issueCa({ name: "Example Issuing CA" });
const leaf = await issuing.issueLeaf({ hosts: ["api.example.com"] });
const rogue = await forgeRoot({ name: "Example Issuing CA" });
const rogueLeaf = await rogue.issueLeaf({ hosts: ["api.example.com"], authorityKeyId: false });
const SIGNED_BY: readonly (readonly [ForgedParty, ForgedParty])[] = [
  [root, root],
  [issuing, root],
  [leaf, issuing],
  [rogue, rogue],
  [rogueLeaf, rogue],
];

describe("a CA pin, in any runtime", () => {
  test("counts on a sound path, in whatever order the certificates came", () => {
    expect(reasonFor([leaf, issuing, root])).toBe("pin-matched");
    expect(reasonFor([leaf, root, issuing])).toBe("pin-matched");
  });

  test("CVE-2016-2402: does not count where the pinned CA was appended", () => {
    expect(reasonFor([rogueLeaf, rogue, issuing])).toBe("pinned-ca-not-vouching");
    expect(reasonFor([rogueLeaf, issuing, rogue])).toBe("pinned-ca-not-vouching");
  });

  test("does not count where the runtime cannot verify a signature, and says so", () => {
    expect(reasonFor([leaf, issuing, root], () => "unsupported")).toBe("signature-unsupported");
  });
});

test("detailsOf reads the same in any runtime", () => {
  const details = detailsOf(parseCertificate(leaf.certificate));
  expect(details.subject.text).toBe("CN=api.example.com");
  expect(details.subjectAltNames?.dns).toEqual(["api.example.com"]);
  expect(details.keyAlgorithm).toEqual({ type: "ec", curve: "P-256" });
  expect(detailsOf(parseCertificate(issuing.certificate)).basicConstraints?.ca).toBe(true);
});

function reasonFor(
  served: readonly ForgedParty[],
  verifySignature: VerifySignature = knownSignatures,
): string {
  const ders = served.map(({ certificate }) => certificate);
  const host = "api.example.com";
  const peer: Peer = {
    connectHost: host,
    certificateHost: host,
    port: 443,
    chain: { kind: "served", ders, verifySignature },
  };
  const pins = [{ spki: pinOf(issuing.spki), at: "ca" }];
  const hosts = [ruleJson(host, { pins, backupPins: [A] })];
  return evaluate(parsePolicy(policyJson({ hosts })), peer, noon).reason;
}

function knownSignatures({ signed, issuerSpki }: SignatureCheck): SignatureAnswer {
  const genuine = SIGNED_BY.some(
    ([{ certificate }, { spki }]) =>
      // The header of a certificate of 256 bytes or more takes four.
      equalBytes(certificate.subarray(4, 4 + signed.length), signed) &&
      equalBytes(spki, issuerSpki),
  );
  return genuine ? "valid" : "invalid";
}
