import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** A certificate that lives for one self-test, with its key. PEM. */
export interface Throwaway {
  readonly certificate: string;
  readonly key: string;
  readonly spki: Uint8Array;
}

/** A CA and the two servers of a self-test: same name, same CA, different keys. */
export interface ThrowawayPki {
  readonly ca: string;
  readonly right: Throwaway;
  readonly wrong: Throwaway;
}

/**
 * Makes the certificates of a self-test with `node:crypto` alone, in a few milliseconds. Nothing of
 * them is ever written down.
 *
 * @param host - The name that both servers prove.
 */
export function throwawayPki(host: string): ThrowawayPki {
  const authority = newKey();
  const issue = (subject: string, key: KeyPair, extensions: Uint8Array): Uint8Array =>
    certificateOf({ subject, key, extensions, signer: authority.privateKey });
  const serverWith = (key: KeyPair): Throwaway => ({
    certificate: pemOf(issue(host, key, serverExtensions(host))),
    key: key.privateKey.export({ type: "pkcs8", format: "pem" }),
    spki: key.spki,
  });
  return {
    ca: pemOf(issue(AUTHORITY, authority, AUTHORITY_EXTENSIONS)),
    right: serverWith(newKey()),
    wrong: serverWith(newKey()),
  };
}

interface KeyPair {
  readonly privateKey: KeyObject;
  readonly spki: Uint8Array;
}

function newKey(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { privateKey, spki: publicKey.export({ type: "spki", format: "der" }) };
}

interface Request {
  readonly subject: string;
  readonly key: KeyPair;
  readonly extensions: Uint8Array;
  readonly signer: KeyObject;
}

/** A Certificate of RFC 5280 §4.1, valid for the years that a wrong clock may show. */
function certificateOf({ subject, key, extensions, signer }: Request): Uint8Array {
  const tbs = der(
    SEQUENCE,
    der(0xa0, der(INTEGER, [2])),
    der(INTEGER, [1, ...key.spki.subarray(-8)]),
    ECDSA_WITH_SHA256,
    nameOf(AUTHORITY),
    der(SEQUENCE, der(UTC_TIME, ascii("700101000000Z")), der(UTC_TIME, ascii("491231235959Z"))),
    nameOf(subject),
    key.spki,
    der(0xa3, der(SEQUENCE, extensions)),
  );
  const signature = sign("sha256", tbs, signer);
  return der(SEQUENCE, tbs, ECDSA_WITH_SHA256, der(BIT_STRING, [0], signature));
}

function nameOf(commonName: string): Uint8Array {
  const attribute = der(SEQUENCE, der(OID, [0x55, 4, 3]), der(UTF8_STRING, ascii(commonName)));
  return der(SEQUENCE, der(SET, attribute));
}

function serverExtensions(host: string): Uint8Array {
  return extension([0x55, 0x1d, 0x11], der(SEQUENCE, der(0x82, ascii(host))));
}

function extension(oid: readonly number[], value: Uint8Array): Uint8Array {
  return der(SEQUENCE, der(OID, oid), der(OCTET_STRING, value));
}

function der(tag: number, ...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)));
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content]);
}

/** In as few octets as can be (X.690 §10.1). */
function lengthOf(length: number): readonly number[] {
  if (length < 128) return [length];
  return length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
}

function ascii(text: string): Uint8Array {
  return Buffer.from(text, "ascii");
}

function pemOf(certificate: Uint8Array): string {
  const lines =
    Buffer.from(certificate)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}

const [INTEGER, BIT_STRING, OCTET_STRING, OID] = [0x02, 0x03, 0x04, 0x06];
const [UTF8_STRING, UTC_TIME, SEQUENCE, SET] = [0x0c, 0x17, 0x30, 0x31];

const AUTHORITY = "tlspin self-test";

// 1.2.840.10045.4.3.2 (RFC 5758 §3.2)
const ECDSA_WITH_SHA256 = der(SEQUENCE, der(OID, [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2]));

// basicConstraints: CA
const AUTHORITY_EXTENSIONS = extension([0x55, 0x1d, 0x13], der(SEQUENCE, der(0x01, [0xff])));
