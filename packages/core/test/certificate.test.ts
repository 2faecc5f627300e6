import { X509Certificate } from "node:crypto";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  type Certificate,
  detailsOf,
  parseCertificate,
  parseCertificateRequest,
  parseSpki,
} from "../src/certificate.ts";
import { CertificateError } from "../src/errors.ts";
import { signatureAlgorithmOf } from "../src/signature-algorithm.ts";
import {
  bitStringOf,
  derOf,
  integerOf,
  octetStringOf,
  oidOf,
  sequenceOf,
  setOf,
  textOf,
} from "./der-writer.ts";
import {
  altNames,
  basicConstraints,
  CERT_SIGN,
  directory,
  dns,
  ecKey,
  email,
  extension,
  forgeCa,
  forgeLeaf,
  identifierOf,
  ip,
  keyUsage,
  nameConstraints,
  nameOf,
  otherName,
  purposes,
  rsaKey,
  SERVER_AUTH,
  uri,
  type Wish,
} from "./forge.ts";

const root = forgeCa({ name: "Example Root" });
const leaf = forgeLeaf({ issuer: root });

/** The parts of a certificate that stand one after the other in its signed half. */
const PARTS = {
  version: derOf(0xa0, integerOf(2)),
  serial: integerOf(7),
  algorithm: identifierOf("ecdsa-sha256"),
  issuer: nameOf("a"),
  validity: sequenceOf(textOf("250101000000Z", 0x17), textOf("450101000000Z", 0x17)),
  subject: nameOf("b"),
  spki: root.key.spki,
  tail: new Uint8Array(),
};

function assembled(parts: Partial<typeof PARTS>): Uint8Array {
  const tbs = sequenceOf(...Object.values({ ...PARTS, ...parts }));
  return sequenceOf(tbs, identifierOf("ecdsa-sha256"), bitStringOf(derOf(0x30)));
}

function detailsWith(parts: Partial<typeof PARTS>) {
  return detailsOf(parseCertificate(assembled(parts)));
}

function detailsOfWish(wish: Wish) {
  return detailsOf(forgeLeaf({ issuer: root, ...wish }).certificate);
}

describe("parseCertificate", () => {
  test("slices the key without copying it", () => {
    const { der, spki } = leaf.certificate;
    expect(spki).toEqual(leaf.key.spki);
    expect(spki.buffer).toBe(der.buffer);
  });

  test("takes bytes that lie within others", () => {
    const { der } = leaf.certificate;
    const wider = Uint8Array.of(1, 2, ...der, 3);
    expect(parseCertificate(wider.subarray(2, -1)).spki).toEqual(leaf.key.spki);
  });

  test("admits unique identifiers and the absence of a version (RFC 5280 §4.1)", () => {
    const ids = [derOf(0x81, Uint8Array.of(0, 1)), derOf(0x82, Uint8Array.of(0, 1))];
    const tail = new Uint8Array(Buffer.concat(ids));
    expect(parseCertificate(assembled({ version: new Uint8Array(), tail })).spki).toEqual(
      PARTS.spki,
    );
  });

  const twice = new Uint8Array(Buffer.concat([derOf(0xa3), derOf(0xa3)]));
  const backward = new Uint8Array(Buffer.concat([derOf(0x82), derOf(0x81)]));
  test.each([
    ["a version that is no INTEGER", { version: derOf(0xa0, derOf(5)) }],
    ["two versions", { version: derOf(0xa0, integerOf(2), integerOf(2)) }],
    ["a serial of another type", { serial: derOf(0x82, Uint8Array.of(1)) }],
    ["no serial", { serial: new Uint8Array() }],
    ["an issuer that is a SET", { issuer: setOf() }],
    ["a validity of another type", { validity: textOf("250101000000Z", 0x17) }],
    ["no subject", { subject: new Uint8Array() }],
    ["a key that is no SEQUENCE", { spki: setOf() }],
    ["a key without algorithm", { spki: sequenceOf(bitStringOf(derOf(5))) }],
    [
      "a key whose algorithm has no name",
      { spki: sequenceOf(sequenceOf(), bitStringOf(derOf(5))) },
    ],
    ["a key without bits", { spki: sequenceOf(identifierOf("ed25519")) }],
    [
      "a key with more",
      { spki: sequenceOf(identifierOf("ed25519"), bitStringOf(derOf(5)), derOf(5)) },
    ],
    ["extensions that stand twice", { tail: twice }],
    ["unique identifiers in another order", { tail: backward }],
    ["anything else behind the key", { tail: derOf(5) }],
  ])("refuses %s", (_, parts) => {
    expect(() => parseCertificate(assembled(parts))).toThrow(CertificateError);
  });

  test("refuses more, or less, than the three parts", () => {
    const parts = [
      sequenceOf(...Object.values(PARTS)),
      identifierOf("ed25519"),
      bitStringOf(derOf(5)),
    ];
    expect(() => parseCertificate(sequenceOf(...parts))).not.toThrow();
    expect(() => parseCertificate(sequenceOf(...parts, derOf(5)))).toThrow(CertificateError);
    expect(() => parseCertificate(sequenceOf(...parts.slice(0, 2)))).toThrow(CertificateError);
  });

  test("is what the runtime reads, or nothing, for each octet that is changed (CVE-2026-87866)", () => {
    const { der } = leaf.certificate;
    for (let at = 0; at < der.length; at++) {
      const mutated = der.with(at, (der[at] ?? 0) ^ 0x20);
      const ours = spkiOf(mutated);
      const theirs = keyInNode(mutated);
      if (ours !== undefined && theirs !== undefined) expect(Buffer.from(ours)).toEqual(theirs);
    }
  });
});

describe("parseCertificateRequest (RFC 2986)", () => {
  const info = [integerOf(0), nameOf("api.example.com"), root.key.spki];
  const rest = [identifierOf("ecdsa-sha256"), bitStringOf(derOf(0x30))];

  test("slices the key, with attributes and without", () => {
    for (const attributes of [[], [derOf(0xa0)]]) {
      const der = sequenceOf(sequenceOf(...info, ...attributes), ...rest);
      expect(parseCertificateRequest(der).spki).toEqual(root.key.spki);
    }
  });

  test("refuses a certificate, trailing bytes and other fields", () => {
    const der = sequenceOf(sequenceOf(...info), ...rest);
    const refused = [
      leaf.certificate.der,
      Uint8Array.of(...der, 0),
      sequenceOf(sequenceOf(...info, derOf(5)), ...rest),
      sequenceOf(sequenceOf(...info), ...rest, derOf(5)),
    ];
    for (const bytes of refused) {
      expect(() => parseCertificateRequest(bytes)).toThrow(CertificateError);
    }
    expect(() => parseCertificate(der)).toThrow(CertificateError);
  });
});

describe("parseSpki", () => {
  test("takes a key and nothing else", () => {
    expect(parseSpki(root.key.spki).spki).toEqual(root.key.spki);
    expect(() => parseSpki(Uint8Array.of(...root.key.spki, 0))).toThrow(CertificateError);
    expect(() => parseSpki(leaf.certificate.der)).toThrow(CertificateError);
    expect(() => parseSpki(new Uint8Array())).toThrow(CertificateError);
  });
});

describe("detailsOf", () => {
  test("reads what a server certificate says", () => {
    const details = detailsOfWish({
      serial: 5,
      extensions: [
        altNames(
          dns("api.example.com"),
          dns("*.example.com"),
          ip(192, 0, 2, 1),
          ip(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
          email("ops@example.com"),
          uri("https://example.com/"),
          directory(nameOf("Example")),
          otherName(),
        ),
        purposes(SERVER_AUTH),
        keyUsage(0x80),
        extension("2.5.29.14", octetStringOf(Uint8Array.of(1, 2))),
        extension("2.5.29.35", sequenceOf(derOf(0x80, Uint8Array.of(3, 4)))),
        extension("1.2.3.4", derOf(5), true),
        extension("1.2.3.5", derOf(5)),
        extension("1.2.3.5", derOf(5)),
      ],
    });
    expect(details).toMatchObject({
      version: 3,
      serialNumber: "05",
      issuer: { text: "CN=Example Root", hex: Buffer.from(root.name).toString("hex") },
      subject: { text: "CN=api.example.com" },
      commonNames: ["api.example.com"],
      notBefore: Date.parse("2025-01-01T00:00:00Z"),
      notAfter: Date.parse("2045-01-01T00:00:00Z"),
      keyAlgorithm: { type: "ec", curve: "P-256" },
      signatureAlgorithm: "ecdsa-sha256",
      signatureOid: "1.2.840.10045.4.3.2",
      signatureAlgorithmsAgree: true,
      subjectAltNames: {
        dns: ["api.example.com", "*.example.com"],
        ip: [
          { text: "192.0.2.1", hex: "c0000201" },
          { text: "2001:db8::1", hex: "20010db8000000000000000000000001" },
        ],
        email: ["ops@example.com"],
        uri: ["https://example.com/"],
        directory: [{ text: "CN=Example" }],
        other: 1,
      },
      extendedKeyUsage: [SERVER_AUTH],
      keyUsage: ["digitalSignature"],
      subjectKeyId: "0102",
      authorityKeyId: "0304",
      unknownCriticalExtensions: ["1.2.3.4"],
      duplicateExtensions: ["1.2.3.5"],
    });
  });

  test("reads what a CA certificate says", () => {
    const extensions = [
      basicConstraints(true, 3),
      keyUsage(CERT_SIGN),
      nameConstraints({
        permitted: [dns("example.com"), ip(10, 0, 0, 0, 255, 0, 0, 0)],
        excluded: [directory(nameOf("Evil"))],
      }),
      extension("2.5.29.35", sequenceOf()),
    ];
    expect(
      detailsOf(forgeCa({ name: "CA", key: rsaKey(2048), extensions }).certificate),
    ).toMatchObject({
      keyAlgorithm: { type: "rsa", bits: 2048 },
      signatureAlgorithm: "rsa-pkcs1-sha256",
      basicConstraints: { ca: true, pathLength: 3 },
      keyUsage: ["keyCertSign"],
      nameConstraints: {
        permitted: {
          dns: ["example.com"],
          ip: [{ text: "10.0.0.0/255.0.0.0", hex: "0a000000ff000000" }],
        },
        excluded: { directory: [{ text: "CN=Evil" }] },
      },
      authorityKeyId: undefined,
      subjectAltNames: undefined,
    });
    const sayFalse = [extension("2.5.29.19", sequenceOf(Uint8Array.of(1, 1, 0)))];
    expect(detailsOfWish({ extensions: sayFalse }).basicConstraints).toEqual({ ca: false });
  });

  test("tells the signed algorithm from the one beside the signature", () => {
    const details = detailsOfWish({ innerAlgorithm: "ecdsa-sha1" });
    expect(details.signatureAlgorithmsAgree).toBe(false);
    const sha1 = detailsOfWish({ algorithm: "ecdsa-sha1" });
    expect(sha1.signatureAlgorithm).toBeUndefined();
    expect(sha1.signatureOid).toBe("1.2.840.10045.4.1");
  });

  test("spells names so that no terminal is fooled (RFC 4514)", () => {
    const attribute = (oid: string, value: Uint8Array) => sequenceOf(oidOf(oid), value);
    const name = sequenceOf(
      setOf(attribute("2.5.4.6", textOf("DE", 0x13))),
      setOf(attribute("2.5.4.10", textOf(' a,b+c"d\\e<f>g;h ')), attribute("1.2.3", integerOf(1))),
      setOf(attribute("2.5.4.3", textOf("#x\u001b[2J\u202e\nü"))),
    );
    const { subject } = detailsWith({ subject: name });
    expect(subject.text).toBe(
      String.raw`CN=\#x\1B[2J\E2\80\AE\0Aü,O=\ a\,b\+c\"d\\e\<f\>g\;h\ +1.2.3=#020101,C=DE`,
    );
    const surrogate = setOf(attribute("2.5.4.3", derOf(0x1e, Uint8Array.of(0xd8, 0))));
    expect(detailsWith({ subject: sequenceOf(surrogate) }).subject.text).toMatch(
      /^CN=(\\[0-9A-F]{2})+$/,
    );
    expect(detailsWith({ subject: sequenceOf() }).subject.text).toBe("");
  });

  test("remembers by content, on bytes of its own, and hands out nothing that can be changed", () => {
    const der = leaf.certificate.der.slice();
    const certificate = parseCertificate(der);
    const details = detailsOf(certificate);
    expect(detailsOf({ ...leaf.certificate, der: der.slice() })).toBe(details);

    der.fill(0);
    expect(details.subject.text).toBe("CN=api.example.com");
    expect(detailsOf(leaf.certificate)).toBe(details);
    expect(() => detailsOf(certificate)).toThrow(CertificateError);
    for (const part of [details, details.subject, details.subjectAltNames?.dns]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  test("remembers a bounded number of certificates, the last used longest", () => {
    const first = detailsOf(leaf.certificate);
    const others = Array.from({ length: 70 }, (_, i) =>
      parseCertificate(assembled({ serial: integerOf(i) })),
    );
    for (const other of others.slice(0, 60)) detailsOf(other);
    expect(detailsOf(leaf.certificate)).toBe(first);
    for (const other of others) detailsOf(other);
    expect(detailsOf(leaf.certificate)).not.toBe(first);
    expect(detailsOf(leaf.certificate)).toEqual(first);
  });

  const validity = (from: Uint8Array, to: Uint8Array) => ({ validity: sequenceOf(from, to) });
  const utc = (text: string) => textOf(text, 0x17);
  const generalized = (text: string) => textOf(text, 0x18);
  const END = utc("450101000000Z");

  test("reads both forms of time (RFC 5280 §4.1.2.5)", () => {
    const read = (from: Uint8Array) =>
      new Date(detailsWith(validity(from, END)).notBefore).toISOString();
    expect(read(utc("491231235959Z"))).toBe("2049-12-31T23:59:59.000Z");
    expect(read(utc("500101000000Z"))).toBe("1950-01-01T00:00:00.000Z");
    expect(read(generalized("20500101000000Z"))).toBe("2050-01-01T00:00:00.000Z");
    expect(read(generalized("99991231235959Z"))).toBe("9999-12-31T23:59:59.000Z");
  });

  test.each([
    ["a time without seconds", validity(utc("2501010000Z"), END)],
    ["a time with a zone", validity(utc("250101000000+0100"), END)],
    ["a time with fractions", validity(generalized("20250101000000.5Z"), END)],
    ["a day that is in no calendar", validity(utc("250230000000Z"), END)],
    ["an hour that is on no clock", validity(utc("250101240000Z"), END)],
    ["a time of another type", validity(textOf("250101000000Z"), END)],
    ["one time", { validity: sequenceOf(END) }],
    ["three times", { validity: sequenceOf(END, END, END) }],
    ["a year that pkijs takes for another", validity(generalized("00010101000000Z"), END)],
    ["version 4", { version: derOf(0xa0, integerOf(3)) }],
    [
      "extensions in version 1",
      { version: new Uint8Array(), tail: derOf(0xa3, sequenceOf(basicConstraints(true))) },
    ],
    [
      "extensions in version 2",
      { version: derOf(0xa0, integerOf(1)), tail: derOf(0xa3, sequenceOf(basicConstraints(true))) },
    ],
    ["a name that is no name", { subject: sequenceOf(sequenceOf()) }],
    [
      "an attribute with three parts",
      { subject: sequenceOf(setOf(sequenceOf(oidOf("2.5.4.3"), textOf("a"), textOf("b")))) },
    ],
    [
      "an RSA key that is none",
      {
        spki: sequenceOf(
          sequenceOf(oidOf("1.2.840.113549.1.1.1"), derOf(5)),
          bitStringOf(derOf(5)),
        ),
      },
    ],
    ["extensions that are no list", { tail: derOf(0xa3, setOf()) }],
    [
      "an extension with a fourth part",
      {
        tail: derOf(
          0xa3,
          sequenceOf(sequenceOf(oidOf("1.2.3"), octetStringOf(derOf(5)), derOf(5))),
        ),
      },
    ],
    ["two lists of extensions", { tail: derOf(0xa3, sequenceOf(), sequenceOf()) }],
  ])("refuses %s, though its key has a pin", (_, parts) => {
    const certificate = parseCertificate(assembled(parts));
    expect(() => detailsOf(certificate)).toThrow(CertificateError);
  });

  test.each([
    [
      "basicConstraints with more",
      "2.5.29.19",
      sequenceOf(Uint8Array.of(1, 1, 255), integerOf(0), integerOf(0)),
    ],
    [
      "basicConstraints in another order",
      "2.5.29.19",
      sequenceOf(integerOf(0), Uint8Array.of(1, 1, 255)),
    ],
    [
      "a negative path length",
      "2.5.29.19",
      sequenceOf(Uint8Array.of(1, 1, 255), derOf(2, Uint8Array.of(255))),
    ],
    [
      "a huge path length",
      "2.5.29.19",
      sequenceOf(Uint8Array.of(1, 1, 255), integerOf(...Array.from({ length: 12 }, () => 1))),
    ],
    ["basicConstraints with a BOOLEAN of 01", "2.5.29.19", sequenceOf(Uint8Array.of(1, 1, 1))],
    [
      "bytes behind basicConstraints",
      "2.5.29.19",
      Uint8Array.of(...sequenceOf(Uint8Array.of(1, 1, 255)), 0),
    ],
    ["keyUsage that is no BIT STRING", "2.5.29.15", octetStringOf(Uint8Array.of(4))],
    ["extKeyUsage that is no list", "2.5.29.37", oidOf(SERVER_AUTH)],
    ["extKeyUsage with another type", "2.5.29.37", sequenceOf(oidOf(SERVER_AUTH), integerOf(1))],
    ["a DNS name that is not ASCII", "2.5.29.17", sequenceOf(dns("bücher.example"))],
    ["a DNS name with a NUL", "2.5.29.17", sequenceOf(dns("api.example.com\0.evil.example"))],
    ["an address of five octets", "2.5.29.17", sequenceOf(ip(1, 2, 3, 4, 5))],
    ["an address with a mask", "2.5.29.17", sequenceOf(ip(10, 0, 0, 0, 255, 0, 0, 0))],
    ["names that are no list", "2.5.29.17", dns("api.example.com")],
    ["a name of no known type", "2.5.29.17", sequenceOf(derOf(0x89, Uint8Array.of(1)))],
    [
      "a constraint without its mask",
      "2.5.29.30",
      sequenceOf(derOf(0xa0, sequenceOf(ip(10, 0, 0, 0)))),
    ],
    ["constraints without a list", "2.5.29.30", sequenceOf()],
    ["an empty list of constraints", "2.5.29.30", sequenceOf(derOf(0xa0), derOf(0xa1))],
    [
      "a constraint with a distance",
      "2.5.29.30",
      sequenceOf(derOf(0xa0, sequenceOf(dns("a"), derOf(0x80, Uint8Array.of(1))))),
    ],
    ["a key identifier that is no OCTET STRING", "2.5.29.14", integerOf(1)],
    ["an authority key identifier that is no list", "2.5.29.35", integerOf(1)],
    [
      "more than 1024 elements",
      "2.5.29.17",
      sequenceOf(...Array.from({ length: 1024 }, () => dns("a.example"))),
    ],
  ])("refuses %s", (_, oid, value) => {
    expect(() => detailsOfWish({ extensions: [extension(oid, value)] })).toThrow(CertificateError);
  });

  test.each([
    ["P-384", ecKey("P-384").spki, { type: "ec", curve: "P-384" }],
    ["P-521", ecKey("P-521").spki, { type: "ec", curve: "P-521" }],
    [
      "Ed25519",
      sequenceOf(identifierOf("ed25519"), bitStringOf(new Uint8Array(32))),
      { type: "ed25519" },
    ],
    [
      "an unknown type",
      sequenceOf(sequenceOf(oidOf("1.2.3")), bitStringOf(derOf(5))),
      { type: "other", identifier: "300406022a03" },
    ],
    ["RSASSA-PSS", pss(), { type: "rsa-pss", bits: 2048 }],
  ])("names a key: %s", (_, spki, expected) => {
    expect(detailsWith({ spki }).keyAlgorithm).toEqual(expected);
  });

  test("throws only CertificateError, whatever is changed in a certificate", () => {
    const rich = forgeCa({
      name: "CA",
      extensions: [
        basicConstraints(true, 3),
        keyUsage(CERT_SIGN),
        purposes(SERVER_AUTH),
        altNames(dns("a.example"), ip(1, 2, 3, 4), directory(nameOf("D")), otherName()),
        nameConstraints({
          permitted: [dns("example.com")],
          excluded: [ip(1, 2, 3, 4, 5, 6, 7, 8)],
        }),
      ],
    }).certificate.der;
    fc.assert(
      fc.property(fc.nat(rich.length - 1), fc.integer({ min: 0, max: 255 }), (at, octet) => {
        expect(errorOf(rich.with(at, octet))).toSatisfy(isOurs);
      }),
      { numRuns: 1500 },
    );
  });

  test("throws only CertificateError for extensions with any bytes in them", () => {
    const oids = ["14", "15", "17", "19", "30", "35", "37"].map((arc) => `2.5.29.${arc}`);
    fc.assert(
      fc.property(fc.constantFrom(...oids), fc.uint8Array({ maxLength: 40 }), (oid, value) => {
        const tail = derOf(0xa3, sequenceOf(extension(oid, value)));
        expect(errorOf(assembled({ tail }))).toSatisfy(isOurs);
      }),
      { numRuns: 500 },
    );
  });
});

describe("signatureAlgorithmOf", () => {
  const sha256 = (...nil: Uint8Array[]) => sequenceOf(oidOf("2.16.840.1.101.3.4.2.1"), ...nil);
  const pssOf = (hash: Uint8Array, salt: number) =>
    sequenceOf(
      oidOf("1.2.840.113549.1.1.10"),
      sequenceOf(
        derOf(0xa0, hash),
        derOf(0xa1, sequenceOf(oidOf("1.2.840.113549.1.1.8"), hash)),
        derOf(0xa2, integerOf(salt)),
      ),
    );

  test("knows RSASSA-PSS with one hash and its length of salt (RFC 4055 §3.1)", () => {
    expect(signatureAlgorithmOf(pssOf(sha256(derOf(5)), 32))).toBe("rsa-pss-sha256");
    expect(signatureAlgorithmOf(pssOf(sha256(), 32))).toBe("rsa-pss-sha256");
    expect(signatureAlgorithmOf(pssOf(sha256(derOf(5)), 20))).toBeUndefined();
    expect(signatureAlgorithmOf(sequenceOf(oidOf("1.2.840.113549.1.1.10")))).toBeUndefined();
  });

  test("knows no algorithm with parameters that it should not have", () => {
    expect(signatureAlgorithmOf(identifierOf("ed25519"))).toBe("ed25519");
    expect(signatureAlgorithmOf(sequenceOf(oidOf("1.3.101.112"), derOf(5)))).toBeUndefined();
    expect(signatureAlgorithmOf(identifierOf("rsa-sha1"))).toBeUndefined();
  });
});

function pss(): Uint8Array {
  const key = sequenceOf(integerOf(...Array.from({ length: 256 }, () => 0xff)), integerOf(3));
  return sequenceOf(sequenceOf(oidOf("1.2.840.113549.1.1.10")), bitStringOf(key));
}

function errorOf(der: Uint8Array): unknown {
  try {
    detailsOf(parseCertificate(der));
    return undefined;
  } catch (error) {
    return error;
  }
}

function isOurs(error: unknown): boolean {
  return error === undefined || error instanceof CertificateError;
}

function spkiOf(der: Uint8Array): Uint8Array | undefined {
  try {
    const { spki }: Certificate = parseCertificate(der);
    return spki;
  } catch {
    return undefined;
  }
}

function keyInNode(der: Uint8Array): Buffer | undefined {
  try {
    return new X509Certificate(der).publicKey.export({ format: "der", type: "spki" });
  } catch {
    return undefined;
  }
}
