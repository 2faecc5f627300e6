import { describe, expect, test, vi } from "vitest";

import type { Certificate } from "../src/certificate.ts";
import { possibleIssuers, type SignatureCheck, vouchingCas } from "../src/path.ts";
import { bitStringOf, derOf, integerOf, oidOf, sequenceOf, setOf, textOf } from "./der-writer.ts";
import {
  AT,
  altNames,
  basicConstraints,
  CERT_SIGN,
  directory,
  dns,
  ecKey,
  email,
  extension,
  forgeCa,
  type ForgedKey,
  forgeLeaf,
  ip,
  keyUsage,
  nameConstraints,
  nameOf,
  otherName,
  type Party,
  purposes,
  rsaKey,
  SERVER_AUTH,
  uri,
} from "./forge.ts";
import { verifyWithNode } from "./node-port.ts";

const root = forgeCa({ name: "Example Root" });
const ca = forgeCa({ name: "Example Issuing CA", issuer: root });
const leaf = forgeLeaf({ issuer: ca });
const rogueRoot = forgeCa({ name: "Rogue Root" });
const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

/** The CAs that vouch for the first, given the others. */
function cas(leafParty: Party, others: readonly Party[], anchors?: readonly Party[], at = AT) {
  return vouchingCas({
    leaf: leafParty.certificate,
    candidates: others.map(({ certificate }) => certificate),
    ...(anchors === undefined ? {} : { anchors: anchors.map(({ certificate }) => certificate) }),
    verifySignature: verifyWithNode,
    at,
  });
}

function certificatesOf(...parties: readonly Party[]): readonly Certificate[] {
  return parties.map(({ certificate }) => certificate);
}

describe("vouchingCas", () => {
  test("finds each CA on the path, nearest first, in whatever order they came", () => {
    const expected = { cas: certificatesOf(ca, root), unsupported: false, exhausted: false };
    expect(cas(leaf, [ca, root])).toEqual(expected);
    expect(cas(leaf, [root, ca])).toEqual(expected);
    expect(cas(leaf, [rogueRoot, root, ca, ca, leaf])).toEqual(expected);
  });

  test("without anchors, takes a sound part of a path", () => {
    expect(cas(leaf, [ca]).cas).toEqual(certificatesOf(ca));
    expect(cas(leaf, []).cas).toEqual([]);
  });

  test("with anchors, takes only what stands on a path to one of them", () => {
    expect(cas(leaf, [ca], [root]).cas).toEqual(certificatesOf(ca, root));
    expect(cas(leaf, [ca, root], [root]).cas).toEqual(certificatesOf(ca, root));
    expect(cas(leaf, [ca, root], [rogueRoot]).cas).toEqual([]);
    expect(cas(leaf, [ca, root], []).cas).toEqual([]);
    expect(cas(leaf, [], [ca]).cas).toEqual(certificatesOf(ca));
  });

  test("follows a cross-certificate, and a CA that issued itself a new key", () => {
    const crossed = forgeCa({ name: "Example Issuing CA", key: ca.key, issuer: rogueRoot });
    expect(cas(leaf, [crossed], [rogueRoot]).cas).toEqual(certificatesOf(crossed, rogueRoot));

    const newKey = forgeCa({ name: "Example Issuing CA", issuer: ca });
    const under = forgeLeaf({ issuer: newKey });
    expect(cas(under, [newKey, ca, root]).cas).toEqual(certificatesOf(newKey, ca, root));
  });

  test.each([
    ["P-384", ecKey("P-384")],
    ["P-521", ecKey("P-521")],
    ["RSA-2048", rsaKey(2048)],
  ])("verifies signatures of %s keys", (_, key) => {
    const other = forgeCa({ name: "Other CA", key });
    expect(cas(forgeLeaf({ issuer: other }), [other]).cas).toEqual(certificatesOf(other));
  });
});

describe("what does not vouch (facts about runtimes: the chain they show is no verified path)", () => {
  const rogue = forgeCa({ name: "Rogue CA", issuer: rogueRoot });
  const sameName = forgeCa({ name: "Example Issuing CA", issuer: rogueRoot });
  const nonCa = [basicConstraints(false), keyUsage(CERT_SIGN)];
  const certSign = [basicConstraints(true), keyUsage(CERT_SIGN)];

  test("rogue_extra, CVE-2016-2402: a pinned CA that was only appended", () => {
    const rogueLeaf = forgeLeaf({ issuer: rogue });
    expect(cas(rogueLeaf, [rogue, ca, root]).cas).toEqual(certificatesOf(rogue));
    expect(cas(rogueLeaf, [rogue, ca, root], [root, rogueRoot]).cas).toEqual(
      certificatesOf(rogue, rogueRoot),
    );
  });

  test.each([
    ["A, genuine first", [ca, sameName]],
    ["A, genuine last", [sameName, ca]],
  ])("%s: a CA of the pinned one's name", (_, served) => {
    const evil = forgeLeaf({ issuer: sameName });
    expect(cas(evil, [...served, root], [root, rogueRoot]).cas).toEqual(
      certificatesOf(sameName, rogueRoot),
    );
  });

  test("B: the same name and the same key identifier", () => {
    const id = extension("2.5.29.14", derOf(4, new Uint8Array(20)));
    const genuine = forgeCa({ name: "CA", issuer: root, extensions: [...certSign, id] });
    const evilCa = forgeCa({ name: "CA", issuer: rogueRoot, extensions: [...certSign, id] });
    expect(cas(forgeLeaf({ issuer: evilCa }), [genuine, evilCa, root]).cas).toEqual(
      certificatesOf(evilCa),
    );
  });

  test("C: a trusted root of the pinned CA's name", () => {
    const evilRoot = forgeCa({ name: "Example Issuing CA" });
    const evil = forgeLeaf({ issuer: evilRoot });
    expect(cas(evil, [ca, root], [root, evilRoot]).cas).toEqual(certificatesOf(evilRoot));
  });

  test("D: an expired certificate of the genuine CA", () => {
    const old = forgeCa({ name: "Example Issuing CA", issuer: root, to: "251231000000Z" });
    expect(cas(forgeLeaf({ issuer: sameName }), [old, sameName, root]).cas).toEqual(
      certificatesOf(sameName),
    );
    expect(cas(forgeLeaf({ issuer: old }), [old, root]).cas).toEqual([]);
  });

  test("F: a genuine server key that a rogue CA certified once more, as a CA", () => {
    const mine = forgeLeaf({ name: "mine.example.com", issuer: ca });
    const asCa = forgeCa({ name: "mine.example.com", key: mine.key, issuer: rogueRoot });
    const evil = forgeLeaf({ issuer: mine });
    for (const served of [
      [asCa, mine, ca, root],
      [mine, asCa, ca, root],
    ]) {
      expect(cas(evil, served, [root, rogueRoot]).cas).toEqual(certificatesOf(asCa, rogueRoot));
    }
  });

  test("F2: an issuer that is no CA", () => {
    const mine = forgeCa({ name: "mine", issuer: ca, extensions: nonCa });
    expect(cas(forgeLeaf({ issuer: mine }), [mine, ca, root]).cas).toEqual([]);
  });

  test("G, G2: a CA whose name constraints do not reach this host, also expired", () => {
    const limits = [...certSign, nameConstraints({ permitted: [dns("example.net")] })];
    const limited = forgeCa({ name: "Limited CA", issuer: ca, extensions: limits });
    const expired = forgeCa({ name: "L", issuer: ca, extensions: limits, to: "251231000000Z" });
    expect(cas(forgeLeaf({ issuer: limited }), [limited, ca, root]).cas).toEqual([]);
    expect(cas(forgeLeaf({ issuer: expired }), [expired, ca, root]).cas).toEqual([]);
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
    expect(cas(forgeLeaf({ issuer }), [issuer, ca, root]).cas).toEqual([]);
    expect(cas(forgeLeaf({ issuer }), [issuer, ca], [root]).cas).toEqual([]);
  });

  test("a version 1 issuer", () => {
    const v1 = forgeCa({ name: "Old CA", version: new Uint8Array(), extensions: undefined });
    expect(cas(forgeLeaf({ issuer: v1 }), [v1, ca]).cas).toEqual([]);
  });

  test("an issuer, a leaf or a root that is not valid at that time", () => {
    const when = (text: string) => cas(leaf, [ca, root], [root], new Date(text)).cas.length;
    expect(when("2024-12-31T23:59:59.999Z")).toBe(0);
    expect(when("2025-01-01T00:00:00Z")).toBe(2);
    expect(when("2045-01-01T00:00:00.999Z")).toBe(2);
    expect(when("2045-01-01T00:00:01Z")).toBe(0);
    expect(when("never")).toBe(0);

    const late = forgeCa({ name: "Late", issuer: ca, from: "300101000000Z" });
    expect(cas(forgeLeaf({ issuer: late }), [late, ca]).cas).toEqual([]);
  });

  test.each([
    ["for TLS clients", [purposes(CLIENT_AUTH)]],
    ["with an unknown critical extension", [extension("1.2.3.4", derOf(5), true)]],
    ["with an extension twice", [purposes(SERVER_AUTH), purposes(SERVER_AUTH)]],
    ["that cannot be read", [extension("2.5.29.17", derOf(5))]],
    ["that is a CA's", [basicConstraints(true)]],
    ["with a CA's name constraints", [nameConstraints({ permitted: [dns("example.com")] })]],
  ])("anyone, for a leaf %s", (_, extensions) => {
    expect(cas(forgeLeaf({ issuer: ca, extensions }), [ca, root]).cas).toEqual([]);
  });

  test("anyone, for a leaf with an RSA key of 1024 bits", () => {
    expect(cas(forgeLeaf({ issuer: ca, key: rsaKey(1024) }), [ca]).cas).toEqual([]);
  });

  test("takes a leaf for every purpose, or for none in particular", () => {
    for (const extensions of [
      [],
      [purposes("2.5.29.37.0")],
      [purposes(CLIENT_AUTH, SERVER_AUTH)],
    ]) {
      expect(cas(forgeLeaf({ issuer: ca, extensions }), [ca]).cas).toEqual(certificatesOf(ca));
    }
  });

  test("a leaf without an issuer's name", () => {
    const nameless = forgeCa({ name: sequenceOf() });
    expect(cas(forgeLeaf({ issuer: nameless }), [nameless]).cas).toEqual([]);
  });

  test("names that are equal only in another spelling", () => {
    const other = { ...ca, name: nameOf("Example Issuing CA", 0x13) };
    expect(cas(forgeLeaf({ issuer: other }), [ca, root]).cas).toEqual([]);
  });
});

describe("signatures", () => {
  const weak = rsaKey(1024);
  const rsa = rsaKey(2048);
  const huge: ForgedKey = { spki: rsaSpki(16_384), algorithm: "rsa-sha256" };

  /** How often the port was asked, and what came of it. */
  function asked(leafParty: Party, ...others: readonly Party[]) {
    const port = vi.fn<(check: SignatureCheck) => "valid">(() => "valid");
    const search = { candidates: certificatesOf(...others), verifySignature: port, at: AT };
    const { cas: found } = vouchingCas({ leaf: leafParty.certificate, ...search });
    return { calls: port.mock.calls, found };
  }

  test.each([
    ["sha1-md5-link: SHA-1 with RSA", { key: rsa, algorithm: "rsa-sha1" }],
    ["sha1-md5-link: SHA-1 with ECDSA", { key: ecKey(), algorithm: "ecdsa-sha1" }],
    ["sig-alg-mismatch", { key: rsa, innerAlgorithm: "rsa-sha1" }],
    ["RSA of 1024 bits", { key: weak }],
    ["RSA of 16,384 bits", { key: huge }],
    ["an algorithm that is not the key's", { key: { ...rsa, algorithm: "ecdsa-sha256" } }],
  ] as const)("never asks the port about %s", (_, { key, ...wish }) => {
    const issuer = forgeCa({ name: "Odd CA", key, issuer: ca });
    expect(asked(forgeLeaf({ issuer, ...wish }), issuer)).toEqual({ calls: [], found: [] });
  });

  test.each([
    ["a key of another type", sequenceOf(sequenceOf(oidOf("1.2.3")), bitStringOf(derOf(5)))],
    ["an RSA key that is none", sequenceOf(rsaIdentifier(), bitStringOf(derOf(5)))],
    [
      "a negative modulus",
      sequenceOf(
        rsaIdentifier(),
        bitStringOf(sequenceOf(derOf(2, new Uint8Array(256).fill(0x81)), integerOf(3))),
      ),
    ],
    [
      "no modulus",
      sequenceOf(rsaIdentifier(), bitStringOf(sequenceOf(integerOf(0), integerOf(3)))),
    ],
  ])("never asks the port about %s", (_, spki) => {
    const key: ForgedKey = { spki, algorithm: "rsa-sha256" };
    const issuer = forgeCa({ name: "Odd CA", key, issuer: ca });
    expect(asked(forgeLeaf({ issuer }), issuer)).toEqual({ calls: [], found: [] });
  });

  test("hands the port the signed bytes, the issuer's key and the algorithm", () => {
    const { calls } = asked(leaf, ca);
    expect(calls).toHaveLength(1);
    expect(calls[0]?.[0].issuerSpki).toEqual(ca.certificate.spki);
    expect(calls[0]?.[0].algorithm).toBe("ecdsa-sha256");
    expect(verifyWithNode(calls[0]?.[0] ?? assertNever())).toBe("valid");
  });

  test.each([
    ["says so", () => "unsupported" as const],
    ["throws", () => assertNever()],
  ])(
    "leaves a link out that the runtime cannot verify, and reports it, where the port %s",
    (_, port) => {
      const search = { leaf: leaf.certificate, candidates: certificatesOf(ca), at: AT };
      const found = { unsupported: true, exhausted: false };
      expect(vouchingCas({ ...search, verifySignature: port })).toEqual({ cas: [], ...found });
      expect(possibleIssuers({ ...search, verifySignature: port })).toEqual({
        cas: certificatesOf(ca),
        ...found,
      });
    },
  );
});

describe("constraints", () => {
  const certSign = [basicConstraints(true), keyUsage(CERT_SIGN)];

  test("counts the CAs below a path length, but not those that issue themselves (§4.2.1.9)", () => {
    const short = forgeCa({ name: "Short", extensions: [basicConstraints(true, 0)] });
    const below = forgeCa({ name: "Below", issuer: short });
    const renewed = forgeCa({ name: "Short", issuer: short });
    expect(cas(forgeLeaf({ issuer: short }), [short]).cas).toHaveLength(1);
    expect(cas(forgeLeaf({ issuer: below }), [below, short]).cas).toEqual(certificatesOf(below));
    expect(cas(forgeLeaf({ issuer: renewed }), [renewed, short]).cas).toHaveLength(2);
  });

  /** Whether a CA with these constraints may vouch for a leaf with these names. */
  function allows(
    lists: Parameters<typeof nameConstraints>[0],
    names: readonly Uint8Array[],
    name: string | Uint8Array = sequenceOf(),
  ): boolean {
    const issuer = forgeCa({ name: "Limited", extensions: [...certSign, nameConstraints(lists)] });
    const extensions = names.length === 0 ? [] : [altNames(...names)];
    return cas(forgeLeaf({ name, issuer, extensions }), [issuer]).cas.length === 1;
  }

  const host = dns("api.example.com");

  test.each([
    ["the same host", [dns("api.example.com")]],
    ["the domain above", [dns("example.com")]],
    ["the domain in other letters", [dns("EXAMPLE.com")]],
    ["a leading dot, as many CAs write it", [dns(".example.com")]],
    ["every host", [dns("")]],
    ["one of several", [dns("example.net"), dns("example.com")]],
    ["another type only", [ip(10, 0, 0, 0, 255, 0, 0, 0)]],
  ])("permits a host: %s", (_, permitted) => {
    expect(allows({ permitted }, [host])).toBe(true);
    expect(allows({ excluded: permitted }, [host])).toBe(permitted[0]?.[0] === 0x87);
  });

  test.each([
    ["another domain", { permitted: [dns("example.net")] }, [host]],
    ["a suffix that is no domain", { permitted: [dns("ample.com")] }, [host]],
    ["a host below, for the one above", { permitted: [dns("x.api.example.com")] }, [host]],
    ["one name of two", { permitted: [dns("api.example.com")] }, [host, dns("b.example.net")]],
    ["a constraint that is no host", { permitted: [dns("*.example.com")] }, [host]],
    ["an exclusion that is no host", { excluded: [dns("*.example.net")] }, [host]],
    ["a name that is no host", { permitted: [dns("example.com")] }, [dns("a b.example.com")]],
    ["a name that is no host, excluded", { excluded: [dns("example.net")] }, [dns("a b.com")]],
    [
      "a wildcard that reaches an exclusion",
      { excluded: [dns("api.example.com")] },
      [dns("*.example.com")],
    ],
    ["mail", { permitted: [email("example.com")] }, [host, email("a@example.com")]],
    ["URIs", { excluded: [uri("example.net")] }, [host, uri("https://example.com")]],
    ["an address", { permitted: [ip(10, 0, 0, 0, 255, 0, 0, 0)] }, [ip(11, 0, 0, 1)]],
    [
      "an address of another family",
      { permitted: [ip(10, 0, 0, 0, 255, 0, 0, 0)] },
      [ip(...Array.from({ length: 16 }, () => 1))],
    ],
    ["an excluded address", { excluded: [ip(10, 1, 0, 0, 255, 255, 0, 0)] }, [ip(10, 1, 2, 3)]],
    ["a directory name", { permitted: [directory(nameOf("A"))] }, [host, directory(nameOf("B"))]],
  ])("refuses %s", (_, lists, names) => {
    expect(allows(lists, names)).toBe(false);
  });

  test("permits addresses within, and wildcards", () => {
    expect(allows({ permitted: [ip(10, 0, 0, 0, 255, 0, 0, 0)] }, [ip(10, 9, 9, 9)])).toBe(true);
    expect(allows({ permitted: [dns("example.com")] }, [dns("*.example.com")])).toBe(true);
    expect(allows({ excluded: [dns("api.example.net")] }, [dns("*.example.com")])).toBe(true);
    expect(allows({ permitted: [dns("example.com")] }, [host, otherName()])).toBe(true);
  });

  test("compares subjects too: byte for byte to permit, loosely to exclude", () => {
    const one = directory(nameOf("Example"));
    expect(allows({ permitted: [one] }, [host], nameOf("Example"))).toBe(true);
    expect(allows({ permitted: [one] }, [host], nameOf("EXAMPLE"))).toBe(false);
    expect(allows({ excluded: [one] }, [host], nameOf("Other"))).toBe(true);
    for (const spelled of [
      nameOf("exAMPLE"),
      nameOf(" Exam ple", 0x13),
      sequenceOf(setOf(sequenceOf(oidOf("2.5.4.3"), wide("Example", 2)))),
      sequenceOf(setOf(sequenceOf(oidOf("2.5.4.3"), wide("Example", 4)))),
    ]) {
      expect(allows({ excluded: [one] }, [host], spelled)).toBe(false);
    }
    const mail = sequenceOf(
      setOf(sequenceOf(oidOf("1.2.840.113549.1.9.1"), textOf("a@b.c", 0x16))),
    );
    expect(allows({ permitted: [email("b.c")] }, [host], mail)).toBe(false);
    expect(allows({ permitted: [email("b.c")] }, [host])).toBe(true);
  });

  test("takes a common name for a host where no other stands, as Node.js does", () => {
    const lists = { permitted: [dns("example.com")] };
    expect(allows(lists, [], "api.example.com")).toBe(true);
    expect(allows(lists, [], "api.example.net")).toBe(false);
    expect(allows(lists, [host], "api.example.net")).toBe(true);
    expect(allows(lists, [], "Example Server 7")).toBe(true);
  });

  test("applies to the subjects of CAs below", () => {
    const lists = nameConstraints({ excluded: [directory(nameOf("Below"))] });
    const above = forgeCa({ name: "Above", extensions: [...certSign, lists] });
    const below = forgeCa({ name: "Below", issuer: above });
    const other = forgeCa({ name: "Other", issuer: above });
    expect(cas(forgeLeaf({ issuer: below }), [below, above]).cas).toEqual(certificatesOf(below));
    expect(cas(forgeLeaf({ issuer: other }), [other, above]).cas).toHaveLength(2);
  });

  test("compares a bounded number of names", () => {
    const many = Array.from({ length: 300 }, (_, i) => dns(`h${i}.example.com`));
    expect(allows({ permitted: [...many, dns("example.com")] }, many)).toBe(false);
    expect(allows({ permitted: [dns("example.com")] }, many)).toBe(true);
  });
});

describe("the budget", () => {
  /** A chain of so many CAs, the lowest last. */
  function tower(height: number): readonly Party[] {
    const floors = [root];
    for (let i = 0; i < height; i++) {
      floors.push(forgeCa({ name: `CA ${i}`, issuer: floors.at(-1) ?? root }));
    }
    return floors;
  }

  test("ends a climb over 100 CAs, and says so", () => {
    const floors = tower(100);
    const top = floors.at(-1) ?? root;
    const found = cas(forgeLeaf({ issuer: top }), floors);
    expect(found.exhausted).toBe(true);
    expect(found.cas.length).toBeLessThan(20);
    expect(found.cas).not.toContain(root.certificate);
  });

  test("ends in a net of CAs of one name that certify each other, alike in any order", () => {
    const keys = Array.from({ length: 12 }, () => ecKey());
    const net = keys.flatMap((key) =>
      keys
        .filter((other) => other !== key)
        .map((other) => forgeCa({ name: "Net", key: other, issuer: { name: nameOf("Net"), key } })),
    );
    const [first = root] = net;
    const start = forgeLeaf({ issuer: { name: nameOf("Net"), key: first.key } });
    let calls = 0;
    const search = {
      leaf: start.certificate,
      verifySignature: (check: SignatureCheck) => {
        calls++;
        return verifyWithNode(check);
      },
      at: AT,
    };
    const candidates = certificatesOf(...net);
    const forward = vouchingCas({ ...search, candidates });
    const backward = vouchingCas({ ...search, candidates: candidates.toReversed() });
    expect(forward.exhausted).toBe(true);
    expect(backward).toEqual(forward);
    expect(calls).toBeLessThanOrEqual(2 * 64);
    const possible = possibleIssuers({ ...search, candidates });
    expect(possible.exhausted).toBe(true);
    expect(possible.cas).toHaveLength(candidates.length);
  });

  test("goes through no circle twice", () => {
    const a = ecKey();
    const b = ecKey();
    const [nameA, nameB] = [nameOf("A"), nameOf("B")];
    const aByB = forgeCa({ name: nameA, key: a, issuer: { name: nameB, key: b } });
    const bByA = forgeCa({ name: nameB, key: b, issuer: { name: nameA, key: a } });
    const found = cas(forgeLeaf({ issuer: aByB }), [aByB, bByA, root]);
    expect(found).toEqual({
      cas: certificatesOf(aByB, bByA),
      unsupported: false,
      exhausted: false,
    });
    expect(cas(forgeLeaf({ issuer: aByB }), [aByB, bByA], [root]).cas).toEqual([]);
  });
});

describe("possibleIssuers", () => {
  function possible(leafParty: Party, others: readonly Party[]): readonly Certificate[] {
    const candidates = certificatesOf(...others);
    const search = { leaf: leafParty.certificate, verifySignature: verifyWithNode, at: AT };
    return possibleIssuers({ ...search, candidates }).cas;
  }

  test("finds what our rules refuse and a runtime may accept", () => {
    const old = forgeCa({ name: "Old", issuer: root, to: "250601000000Z" });
    const noCa = forgeCa({ name: "No CA", issuer: old, extensions: [] });
    const sha1 = forgeLeaf({ issuer: { ...noCa, key: rsaKey(2048) }, algorithm: "rsa-sha1" });
    expect(possible(sha1, [root, old, noCa])).toEqual(certificatesOf(noCa, old, root));
    expect(cas(sha1, [root, old, noCa]).cas).toEqual([]);
  });

  test("finds an issuer whose name is equal only to runtimes that fold it", () => {
    const folded = { ...ca, name: nameOf("EXAMPLE  issuing ca", 0x13) };
    expect(possible(forgeLeaf({ issuer: folded }), [ca])).toEqual(certificatesOf(ca));
  });

  test("leaves out what a name or a signature rules out", () => {
    const other = forgeCa({ name: "Example Issuing CA" });
    expect(possible(leaf, [other, rogueRoot, ca])).toEqual(certificatesOf(ca));
  });

  test("reads no name into what is none", () => {
    const odd = { ...ca, name: sequenceOf(derOf(5)) };
    const oddCa = forgeCa({ name: odd.name, key: ca.key });
    expect(possible(forgeLeaf({ issuer: odd }), [ca, oddCa])).toEqual(certificatesOf(oddCa));
    expect(cas(forgeLeaf({ issuer: odd }), [ca, oddCa]).cas).toEqual([]);
  });

  test("looks among the anchors too", () => {
    const search = { leaf: leaf.certificate, verifySignature: verifyWithNode, at: AT };
    const found = possibleIssuers({ ...search, candidates: [], anchors: certificatesOf(ca, root) });
    expect(found.cas).toEqual(certificatesOf(ca, root));
  });
});

function wide(text: string, width: number): Uint8Array {
  const octets = [...text].flatMap((letter) => [
    ...new Uint8Array(width - 1),
    letter.charCodeAt(0),
  ]);
  return derOf(width === 2 ? 0x1e : 0x1c, Uint8Array.from(octets));
}

function rsaSpki(bits: number): Uint8Array {
  const modulus = Array.from({ length: bits / 8 }, () => 0xff);
  const key = sequenceOf(integerOf(...modulus), integerOf(1, 0, 1));
  return sequenceOf(rsaIdentifier(), bitStringOf(key));
}

function rsaIdentifier(): Uint8Array {
  return sequenceOf(oidOf("1.2.840.113549.1.1.1"), derOf(5));
}

function assertNever(): never {
  throw new Error("the port fails");
}
