import { describe, expect, test } from "vitest";

import { detailsOf } from "../src/certificate.ts";
import { detailsOfWish, detailsWith } from "./assembled.ts";
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
} from "./forge.ts";
import { root } from "./parties.ts";

describe("what detailsOf reads", () => {
  test("reads what a server certificate says", () => {
    const details = detailsOfWish({
      issuer: root,
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
});

function pss(): Uint8Array {
  const key = sequenceOf(integerOf(...Array.from({ length: 256 }, () => 0xff)), integerOf(3));
  return sequenceOf(sequenceOf(oidOf("1.2.840.113549.1.1.10")), bitStringOf(key));
}

function attribute(oid: string, value: Uint8Array): Uint8Array {
  return sequenceOf(oidOf(oid), value);
}
