import { X509Certificate } from "node:crypto";

import { describe, expect, test } from "vitest";

import {
  type Certificate,
  detailsOf,
  parseCertificate,
  parseCertificateRequest,
  parseSpki,
} from "../src/certificate.ts";
import { CertificateError } from "../src/errors.ts";
import { assembled, PARTS } from "./assembled.ts";
import { bitStringOf, derOf, integerOf, sequenceOf, setOf, textOf } from "./der-writer.ts";
import { identifierOf, nameOf } from "./forge.ts";
import { leaf, root } from "./parties.ts";

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
    let compared = 0;
    for (let at = 0; at < der.length; at++) {
      const mutated = der.with(at, (der[at] ?? 0) ^ 0x20);
      const ours = spkiOf(mutated);
      const theirs = keyInNode(mutated);
      if (ours === undefined || theirs === undefined) continue;
      expect(Buffer.from(ours)).toEqual(theirs);
      compared++;
    }
    expect(compared).toBeGreaterThan(100);
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
});

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
