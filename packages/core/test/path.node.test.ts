import { describe, expect, test } from "vitest";

import { vouchingCas } from "../src/path.ts";
import { derOf, sequenceOf } from "./der-writer.ts";
import {
  basicConstraints,
  CERT_SIGN,
  dns,
  ecKey,
  extension,
  forgeCa,
  forgeLeaf,
  keyUsage,
  nameConstraints,
  nameOf,
  purposes,
  rsaKey,
  SERVER_AUTH,
} from "./forge.ts";
import { verifyWithNode } from "./node-port.ts";
import { ca, certificatesOf, leaf, rogueRoot, root, vouch } from "./parties.ts";

describe("vouchingCas", () => {
  test("finds each CA on the path, nearest first, in whatever order they came", () => {
    const expected = { cas: certificatesOf(ca, root), unsupported: false, exhausted: false };
    expect(vouch(leaf, [ca, root])).toEqual(expected);
    expect(vouch(leaf, [root, ca])).toEqual(expected);
    expect(vouch(leaf, [rogueRoot, root, ca, ca, leaf])).toEqual(expected);
  });

  test("without anchors, takes a sound part of a path", () => {
    expect(vouch(leaf, [ca]).cas).toEqual(certificatesOf(ca));
    expect(vouch(leaf, []).cas).toEqual([]);
  });

  test("with anchors, takes only what stands on a path to one of them", () => {
    expect(vouch(leaf, [ca], [root]).cas).toEqual(certificatesOf(ca, root));
    expect(vouch(leaf, [ca, root], [root]).cas).toEqual(certificatesOf(ca, root));
    expect(vouch(leaf, [ca, root], [rogueRoot]).cas).toEqual([]);
    expect(vouch(leaf, [ca, root], []).cas).toEqual([]);
    expect(vouch(leaf, [], [ca]).cas).toEqual(certificatesOf(ca));
  });

  test("follows a cross-certificate, and a CA that issued itself a new key", () => {
    const crossed = forgeCa({ name: "Example Issuing CA", key: ca.key, issuer: rogueRoot });
    expect(vouch(leaf, [crossed], [rogueRoot]).cas).toEqual(certificatesOf(crossed, rogueRoot));

    const newKey = forgeCa({ name: "Example Issuing CA", issuer: ca });
    const under = forgeLeaf({ issuer: newKey });
    expect(vouch(under, [newKey, ca, root]).cas).toEqual(certificatesOf(newKey, ca, root));
  });

  test.each([
    ["P-384", ecKey("P-384")],
    ["P-521", ecKey("P-521")],
    ["RSA-2048", rsaKey(2048)],
  ])("verifies signatures of %s keys", (_, key) => {
    const other = forgeCa({ name: "Other CA", key });
    expect(vouch(forgeLeaf({ issuer: other }), [other]).cas).toEqual(certificatesOf(other));
  });
});

describe("what does not vouch (facts about runtimes: the chain they show is no verified path)", () => {
  const rogue = forgeCa({ name: "Rogue CA", issuer: rogueRoot });
  const sameName = forgeCa({ name: "Example Issuing CA", issuer: rogueRoot });
  const nonCa = [basicConstraints(false), keyUsage(CERT_SIGN)];
  const certSign = [basicConstraints(true), keyUsage(CERT_SIGN)];

  test("rogue_extra, CVE-2016-2402: a pinned CA that was only appended", () => {
    const rogueLeaf = forgeLeaf({ issuer: rogue });
    expect(vouch(rogueLeaf, [rogue, ca, root]).cas).toEqual(certificatesOf(rogue));
    expect(vouch(rogueLeaf, [rogue, ca, root], [root, rogueRoot]).cas).toEqual(
      certificatesOf(rogue, rogueRoot),
    );
  });

  test.each([
    ["A, genuine first", [ca, sameName]],
    ["A, genuine last", [sameName, ca]],
  ])("%s: a CA of the pinned one's name", (_, served) => {
    const evil = forgeLeaf({ issuer: sameName });
    expect(vouch(evil, [...served, root], [root, rogueRoot]).cas).toEqual(
      certificatesOf(sameName, rogueRoot),
    );
  });

  test("B: the same name and the same key identifier", () => {
    const id = extension("2.5.29.14", derOf(4, new Uint8Array(20)));
    const genuine = forgeCa({ name: "CA", issuer: root, extensions: [...certSign, id] });
    const evilCa = forgeCa({ name: "CA", issuer: rogueRoot, extensions: [...certSign, id] });
    expect(vouch(forgeLeaf({ issuer: evilCa }), [genuine, evilCa, root]).cas).toEqual(
      certificatesOf(evilCa),
    );
  });

  test("C: a trusted root of the pinned CA's name", () => {
    const evilRoot = forgeCa({ name: "Example Issuing CA" });
    const evil = forgeLeaf({ issuer: evilRoot });
    expect(vouch(evil, [ca, root], [root, evilRoot]).cas).toEqual(certificatesOf(evilRoot));
  });

  test("D: an expired certificate of the genuine CA", () => {
    const old = forgeCa({ name: "Example Issuing CA", issuer: root, to: "251231000000Z" });
    expect(vouch(forgeLeaf({ issuer: sameName }), [old, sameName, root]).cas).toEqual(
      certificatesOf(sameName),
    );
    expect(vouch(forgeLeaf({ issuer: old }), [old, root]).cas).toEqual([]);
  });

  test("F: a genuine server key that a rogue CA certified once more, as a CA", () => {
    const mine = forgeLeaf({ name: "mine.example.com", issuer: ca });
    const asCa = forgeCa({ name: "mine.example.com", key: mine.key, issuer: rogueRoot });
    const evil = forgeLeaf({ issuer: mine });
    for (const served of [
      [asCa, mine, ca, root],
      [mine, asCa, ca, root],
    ]) {
      expect(vouch(evil, served, [root, rogueRoot]).cas).toEqual(certificatesOf(asCa, rogueRoot));
    }
  });

  test("F2: an issuer that is no CA", () => {
    const mine = forgeCa({ name: "mine", issuer: ca, extensions: nonCa });
    expect(vouch(forgeLeaf({ issuer: mine }), [mine, ca, root]).cas).toEqual([]);
  });

  test("G, G2: a CA whose name constraints do not reach this host, also expired", () => {
    const limits = [...certSign, nameConstraints({ permitted: [dns("example.net")] })];
    const limited = forgeCa({ name: "Limited CA", issuer: ca, extensions: limits });
    const expired = forgeCa({ name: "L", issuer: ca, extensions: limits, to: "251231000000Z" });
    expect(vouch(forgeLeaf({ issuer: limited }), [limited, ca, root]).cas).toEqual([]);
    expect(vouch(forgeLeaf({ issuer: expired }), [expired, ca, root]).cas).toEqual([]);
  });

  test.each([
    ["a CA without basicConstraints", [keyUsage(CERT_SIGN)]],
    ["a CA without keyCertSign", [basicConstraints(true), keyUsage(0x80)]],
    ["a CA for TLS clients", [...certSign, purposes(CLIENT_AUTH)]],
    ["one with an unknown critical extension", [...certSign, extension("1.2.3.4", derOf(5), true)]],
    [
      "one with critical policies that nobody processes",
      [...certSign, extension("2.5.29.36", derOf(0x30, derOf(0x80, Uint8Array.of(0))), true)],
    ],
    ["one with an extension that stands twice", [...certSign, basicConstraints(true)]],
    [
      "one with a damaged extension",
      [basicConstraints(true), extension("2.5.29.15", derOf(5), true)],
    ],
    ["one with name constraints that are empty", [...certSign, nameConstraints({})]],
  ])("an issuer: %s", (_, extensions) => {
    const issuer = forgeCa({ name: "Odd CA", issuer: ca, extensions });
    expect(vouch(forgeLeaf({ issuer }), [issuer, ca, root]).cas).toEqual([]);
    expect(vouch(forgeLeaf({ issuer }), [issuer, ca], [root]).cas).toEqual([]);
  });

  test("a version 1 issuer", () => {
    const v1 = forgeCa({ name: "Old CA", version: new Uint8Array(), extensions: undefined });
    expect(vouch(forgeLeaf({ issuer: v1 }), [v1, ca]).cas).toEqual([]);
  });

  test("an issuer, a leaf or a root that is not valid at that time", () => {
    const search = {
      leaf: leaf.certificate,
      candidates: certificatesOf(ca, root),
      verifySignature: verifyWithNode,
    };
    const when = (text: string) => vouchingCas({ ...search, at: new Date(text) }).cas.length;
    expect(when("2024-12-31T23:59:59.999Z")).toBe(0);
    expect(when("2025-01-01T00:00:00Z")).toBe(2);
    expect(when("2045-01-01T00:00:00.999Z")).toBe(2);
    expect(when("2045-01-01T00:00:01Z")).toBe(0);
    expect(when("never")).toBe(0);

    const late = forgeCa({ name: "Late", issuer: ca, from: "300101000000Z" });
    expect(vouch(forgeLeaf({ issuer: late }), [late, ca]).cas).toEqual([]);
  });

  test.each([
    ["for TLS clients", [purposes(CLIENT_AUTH)]],
    ["with an unknown critical extension", [extension("1.2.3.4", derOf(5), true)]],
    ["with an extension twice", [purposes(SERVER_AUTH), purposes(SERVER_AUTH)]],
    ["that cannot be read", [extension("2.5.29.17", derOf(5))]],
    ["that is a CA's", [basicConstraints(true)]],
    ["with a CA's name constraints", [nameConstraints({ permitted: [dns("example.com")] })]],
  ])("anyone, for a leaf %s", (_, extensions) => {
    expect(vouch(forgeLeaf({ issuer: ca, extensions }), [ca, root]).cas).toEqual([]);
  });

  test("anyone, for a leaf with an RSA key of 1024 bits", () => {
    expect(vouch(forgeLeaf({ issuer: ca, key: rsaKey(1024) }), [ca]).cas).toEqual([]);
  });

  test("takes a leaf for every purpose, or for none in particular", () => {
    for (const extensions of [
      [],
      [purposes("2.5.29.37.0")],
      [purposes(CLIENT_AUTH, SERVER_AUTH)],
    ]) {
      expect(vouch(forgeLeaf({ issuer: ca, extensions }), [ca]).cas).toEqual(certificatesOf(ca));
    }
  });

  test("a leaf without an issuer's name", () => {
    const nameless = forgeCa({ name: sequenceOf() });
    expect(vouch(forgeLeaf({ issuer: nameless }), [nameless]).cas).toEqual([]);
  });

  test("names that are equal only in another spelling", () => {
    const other = { ...ca, name: nameOf("Example Issuing CA", 0x13) };
    expect(vouch(forgeLeaf({ issuer: other }), [ca, root]).cas).toEqual([]);
  });
});

const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
