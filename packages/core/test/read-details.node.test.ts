import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { detailsOf, parseCertificate } from "../src/certificate.ts";
import { CertificateError } from "../src/errors.ts";
import { assembled, detailsWith } from "./assembled.ts";
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
  extension,
  forgeCa,
  ip,
  keyUsage,
  nameConstraints,
  nameOf,
  otherName,
  purposes,
  SERVER_AUTH,
} from "./forge.ts";

const END = textOf("450101000000Z", 0x17);

describe("what detailsOf refuses", () => {
  test("reads both forms of time (RFC 5280 §4.1.2.5)", () => {
    expect(startIn(utc("491231235959Z"))).toBe("2049-12-31T23:59:59.000Z");
    expect(startIn(utc("500101000000Z"))).toBe("1950-01-01T00:00:00.000Z");
    expect(startIn(generalized("20500101000000Z"))).toBe("2050-01-01T00:00:00.000Z");
    expect(startIn(generalized("99991231235959Z"))).toBe("9999-12-31T23:59:59.000Z");
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
      { numRuns: 800 },
    );
  }, 30_000);

  test("throws only CertificateError for extensions with any bytes in them", () => {
    const oids = ["14", "15", "17", "19", "30", "35", "37"].map((arc) => `2.5.29.${arc}`);
    fc.assert(
      fc.property(fc.constantFrom(...oids), fc.uint8Array({ maxLength: 40 }), (oid, value) => {
        const tail = derOf(0xa3, sequenceOf(extension(oid, value)));
        expect(errorOf(assembled({ tail }))).toSatisfy(isOurs);
      }),
      { numRuns: 300 },
    );
  }, 30_000);
});

function validity(from: Uint8Array, to: Uint8Array): { readonly validity: Uint8Array } {
  return { validity: sequenceOf(from, to) };
}

function utc(text: string): Uint8Array {
  return textOf(text, 0x17);
}

function generalized(text: string): Uint8Array {
  return textOf(text, 0x18);
}

function startIn(from: Uint8Array): string {
  return new Date(detailsWith(validity(from, END)).notBefore).toISOString();
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
