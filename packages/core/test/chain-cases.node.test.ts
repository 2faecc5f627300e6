import { X509Certificate } from "node:crypto";
import { checkServerIdentity } from "node:tls";

import { describe, expect, test } from "vitest";

import { type Certificate, parseCertificate } from "../src/certificate.ts";
import { CertificateError } from "../src/errors.ts";
import { vouchingCas } from "../src/path.ts";
import { pinOf } from "../src/pin.ts";
import { verifyWithNode } from "./node-port.ts";
import { bytesOf, hasVectors, textOfVectors } from "./vectors.ts";

interface ChainCase {
  readonly id: string;
  readonly time?: string;
  readonly host?: string;
  readonly expected: "SUCCESS" | "FAILURE";
  readonly consensus: boolean;
  readonly needsCrl: boolean;
  readonly presented: readonly string[];
  readonly trustedRoots: readonly string[];
  readonly pinsThatMustMatch: readonly string[];
  readonly pinsThatMustNotMatch: readonly string[];
}

const FILE = "chain-cases.json";

const found = hasVectors(FILE);
const cases = found ? casesIn(textOfVectors(FILE)) : [];

describe.skipIf(!found)(
  `${FILE} (skipped without TLSPIN_VECTORS), CA pins, roots as anchors`,
  () => {
    const judged = new Map(cases.map((one) => [one.id, judge(one)]));
    const idsOf = (wanted: (judgement: Judgement) => boolean) =>
      [...judged]
        .filter(([, judgement]) => wanted(judgement))
        .map(([id]) => id)
        .toSorted();

    test("on paths that are valid, no pin matches that stands on none of them", () => {
      expect(cases.length).toBe(358);
      expect(idsOf(({ valid, wrong }) => valid && wrong > 0)).toEqual([]);
    });

    test("where all agree that there is no path, nothing matches", () => {
      expect(idsOf(({ valid, consensus, wrong }) => !valid && consensus && wrong > 0)).toEqual([]);
    });

    test("where they disagree, nothing matches but in the cases that we decided", () => {
      expect(idsOf(({ valid, wrong }) => !valid && wrong > 0)).toEqual(listed(ACCEPTED));
    });

    test("each pin that stands on every path matches, but in the cases that we decided", () => {
      expect(idsOf(({ missing }) => missing > 0)).toEqual(listed(REFUSED));
    });

    test("only the towers of 100 CAs spend the budget", () => {
      expect(idsOf(({ exhausted }) => exhausted)).toEqual([
        "limbo::pathological::pathological-chain-distinct-subject-distinct-key",
        "limbo::pathological::pathological-chain-same-subject-distinct-key",
        "limbo::pathological::pathological-chain-same-subject-same-key",
      ]);
    });
  },
);

function casesIn(text: string): readonly ChainCase[] {
  const json: { readonly cases: readonly ChainCase[] } = JSON.parse(text);
  return json.cases.filter(({ needsCrl }) => !needsCrl);
}

interface Judgement {
  readonly valid: boolean;
  readonly consensus: boolean;
  /** How many pins matched that must not. */
  readonly wrong: number;
  /** How many did not match that must. */
  readonly missing: number;
  readonly exhausted: boolean;
}

function judge(one: ChainCase): Judgement {
  const { pins, exhausted } = matched(one);
  return {
    valid: one.expected === "SUCCESS",
    consensus: one.consensus,
    wrong: one.pinsThatMustNotMatch.filter((pin) => pins.has(pin)).length,
    missing: one.pinsThatMustMatch.filter((pin) => !pins.has(pin)).length,
    exhausted,
  };
}

/** The keys that pins could name: the leaf's, and those of the CAs that vouch for it. */
function matched(one: ChainCase): {
  readonly pins: ReadonlySet<string>;
  readonly exhausted: boolean;
} {
  const [leaf, ...candidates] = admitted(one.presented);
  // The host is the runtime's business, and it comes first: core is never asked about such a peer.
  if (leaf === undefined || !isHost(leaf, one.host)) return { pins: new Set(), exhausted: false };

  const anchors = admitted(one.trustedRoots);
  const { cas, exhausted } = vouchingCas({
    leaf,
    candidates,
    anchors,
    verifySignature: verifyWithNode,
    at: new Date(one.time ?? NO_TIME),
  });
  // A leaf pin is judged without a path: the runtime has found one, or core is never asked.
  const leafPins = one.expected === "SUCCESS" ? [leaf] : [];
  const pins = [...leafPins, ...cas].map(({ spki }) => pinOf(spki).slice("sha256/".length));
  return { pins: new Set(pins), exhausted };
}

function admitted(ders: readonly string[]): readonly Certificate[] {
  return ders.flatMap((der) => {
    try {
      return [parseCertificate(bytesOf(der))];
    } catch (error) {
      if (error instanceof CertificateError) return [];
      throw error;
    }
  });
}

function isHost({ der }: Certificate, host: string | undefined): boolean {
  if (host === undefined) return true;
  const legacy = new X509Certificate(der).toLegacyObject();
  return checkServerIdentity(host, legacy) === undefined;
}

function listed(table: Readonly<Record<string, readonly string[]>>): readonly string[] {
  return Object.values(table).flat().toSorted();
}

// Those cases were made to be valid on any day, and say "now".
const NO_TIME = "2026-11-23T12:00:00Z";

/** Causes by which we accept what some profile refuses. In none do all the peers refuse. */
const ACCEPTED = {
  "a policy (RFC 5280 §6.1.1) that nobody asks for": [
    "boringssl::unknown-critical-policy-qualifier/main",
  ],
  "a purpose other than TLS servers', or one that only a strict profile wants spelled out": [
    "boringssl::target-eku-any/mlsclientauth",
    "boringssl::target-eku-any/serverauth-strict",
    "boringssl::target-eku-any/serverauth-strict-leaf",
    "boringssl::target-eku-many/clientauth-strict",
    "boringssl::target-eku-many/clientauth-strict-leaf",
    "boringssl::target-eku-many/serverauth-strict",
    "boringssl::target-eku-none/clientauth-strict",
    "boringssl::target-eku-none/clientauth-strict-leaf",
    "boringssl::target-eku-none/mlsclientauth",
    "boringssl::target-eku-none/serverauth-strict",
    "limbo::webpki::eku::ee-anyeku",
    "limbo::webpki::eku::ee-critical-eku",
    "limbo::webpki::eku::ee-without-eku",
    "limbo::webpki::eku::root-has-eku",
  ],
  "a key identifier that is missing or unusual: signatures decide, identifiers do not": [
    "limbo::rfc5280::aki::cross-signed-root-missing-aki",
    "limbo::rfc5280::aki::leaf-missing-aki",
    "limbo::rfc5280::ski::intermediate-missing-ski",
    "limbo::rfc5280::ski::root-missing-ski",
    "limbo::webpki::aki::root-with-aki-authoritycertissuer",
    "limbo::webpki::aki::root-with-aki-missing-keyidentifier",
    "limbo::webpki::aki::root-with-aki-ski-mismatch",
  ],
  "an extension whose critical flag is not what a profile wants": [
    "limbo::rfc5280::nc::permitted-dns-match-noncritical",
    "limbo::rfc5280::root-non-critical-basic-constraints",
    "limbo::rfc5280::san::noncritical-with-empty-subject",
    "limbo::webpki::san::san-critical-with-nonempty-subject",
  ],
  "a common name or host name that a profile wants otherwise; the runtime judges hosts": [
    "limbo::rfc5280::san::underscore-dns",
    "limbo::webpki::cn::case-mismatch",
    "limbo::webpki::cn::ipv4-hex-mismatch",
    "limbo::webpki::cn::ipv4-leading-zeros-mismatch",
    "limbo::webpki::cn::punycode-not-in-san",
    "limbo::webpki::cn::utf8-vs-punycode-mismatch",
    "limbo::webpki::san::public-suffix-multi-label-wildcard-san",
    "limbo::webpki::san::wildcard-embedded-leftmost-san",
  ],
  "a leading dot in a DNS constraint, which many CAs write": [
    "limbo::rfc5280::nc::invalid-dnsname-leading-period",
  ],
  "an RSA key whose size is no multiple of 8": [
    "limbo::webpki::forbidden-rsa-key-not-divisible-by-8-in-leaf",
    "limbo::webpki::forbidden-rsa-not-divisible-by-8-in-root",
  ],
  "a limit of depth that the case asks for, and our search has no option for": [
    "limbo::pathlen::max-chain-depth-0-exhausted",
  ],
} as const;

/** Causes by which we refuse what the source calls valid: false rejects. */
const REFUSED = {
  "the anchor's own certificate is held to the rules too (as Go and mostly OpenSSL do)": [
    "boringssl::expired-root/not-after",
    "boringssl::expired-root/not-before",
    "boringssl::root-basic-constraints-ca-false/main",
    "boringssl::root-eku-clientauth/serverauth",
    "boringssl::root-eku-clientauth/serverauth-strict",
    "boringssl::root-eku-clientauth/serverauth-ta-with-expiration",
    "boringssl::root-lacks-basic-constraints/main",
    "boringssl::root-lacks-basic-constraints/ta-with-constraints",
    "boringssl::root-lacks-basic-constraints/ta-with-require-basic-constraints",
    "boringssl::root-lacks-keycertsign-key-usage/main",
    "boringssl::violates-pathlen-1-from-root/main",
  ],
  "critical policy extensions are not processed, hence unknown": [
    "boringssl::policies-inhibit-anypolicy-by-root-ok/main",
    "boringssl::policies-inhibit-anypolicy-by-root-ok/ta-with-constraints",
    "boringssl::policies-inhibit-mapping-by-root-ok/main",
    "boringssl::policies-on-root-ok/main",
    "boringssl::policies-on-root-wrong/main",
    "boringssl::policies-required-by-root-fail/main",
    "boringssl::policies-required-by-root-ok/main",
    "boringssl::policies-required-by-root-ok/ta-with-constraints",
    "boringssl::policy-mappings-on-root-fail/main",
    "boringssl::policy-mappings-on-root-ok/main",
    "boringssl::policy-mappings-on-root-ok/ta-with-constraints",
    "boringssl::target-msapplicationpolicies-and-eku/main",
  ],
  "the certificates are for something else than TLS servers": [
    "boringssl::intermediate-eku-c2pamanifest/any",
    "boringssl::intermediate-eku-clientauth/clientauth-strict",
    "boringssl::intermediate-eku-clientauth/clientauth-strict-leaf",
    "boringssl::intermediate-eku-mlsclientauth/mlsclientauth",
    "boringssl::intermediate-eku-server-gated-crypto/sha1-eku-any",
    "boringssl::target-eku-clientauth/clientauth",
  ],
  "constraints of mail are not compared, where a certificate has mail addresses": [
    "boringssl::many-names/ok-all-types",
    "derived-injected::limbo::rfc5280::nc::nc-permits-email-domain",
    "derived-injected::limbo::rfc5280::nc::nc-permits-email-literal-double-asterisk",
    "derived-injected::limbo::rfc5280::nc::nc-permits-email-literal-mid-asterisk",
    "limbo::rfc5280::nc::nc-permits-email-domain",
    "limbo::rfc5280::nc::nc-permits-email-literal-double-asterisk",
    "limbo::rfc5280::nc::nc-permits-email-literal-mid-asterisk",
  ],
  "issuer and subject are equal only in another spelling": [
    "boringssl::issuer-and-subject-not-byte-for-byte-equal/anchor",
  ],
} as const;
