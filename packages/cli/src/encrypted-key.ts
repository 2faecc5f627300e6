import { createCipheriv, type KeyObject, pbkdf2Sync, randomBytes } from "node:crypto";

import { Integer, Null, ObjectIdentifier, OctetString, Sequence } from "asn1js";

import { pemOf } from "./pem-text.ts";

/**
 * Spells a private key as encrypted PKCS#8 in PEM (RFC 5958 §3, PBES2 of RFC 8018 §6.2): AES-256-CBC
 * under PBKDF2 with HMAC-SHA-256. OpenSSL, Java and Go open it.
 *
 * `KeyObject.export` would stop at 2,048 iterations and offers no way to ask for more.
 */
export function encryptedKeyPem(key: KeyObject, passphrase: string): string {
  const plain = key.export({ type: "pkcs8", format: "der" });
  const salt = randomBytes(16);
  const iv = randomBytes(16);
  const secret = pbkdf2Sync(passphrase, salt, ITERATIONS, 32, "sha256");
  const cipher = createCipheriv("aes-256-cbc", secret, iv);
  const encrypted = Buffer.concat([cipher.update(plain), cipher.final()]);
  plain.fill(0);
  secret.fill(0);
  return pemOf("ENCRYPTED PRIVATE KEY", encryptedKeyInfo({ salt, iv, encrypted }));
}

/** Spells a private key as PKCS#8 in PEM, open to everybody who reads the file. */
export function openKeyPem(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" });
}

interface Encrypted {
  readonly salt: Buffer;
  readonly iv: Buffer;
  readonly encrypted: Buffer;
}

function encryptedKeyInfo({ salt, iv, encrypted }: Encrypted): Uint8Array {
  const prf = algorithm(HMAC_WITH_SHA256, new Null());
  const kdfParameters = sequence(octets(salt), new Integer({ value: ITERATIONS }), prf);
  const kdf = algorithm(PBKDF2, kdfParameters);
  const cipher = algorithm(AES256_CBC, octets(iv));
  const info = sequence(algorithm(PBES2, sequence(kdf, cipher)), octets(encrypted));
  return new Uint8Array(info.toBER());
}

type Node = Integer | Null | ObjectIdentifier | OctetString | Sequence;

function algorithm(oid: string, parameters: Node): Sequence {
  return sequence(new ObjectIdentifier({ value: oid }), parameters);
}

function sequence(...value: Node[]): Sequence {
  return new Sequence({ value });
}

function octets(bytes: Buffer): OctetString {
  return new OctetString({ valueHex: Uint8Array.from(bytes).buffer });
}

// OWASP's floor for PBKDF2-HMAC-SHA-256 is 600,000. A backup key waits in its file for years, so more.
const ITERATIONS = 1_000_000;

const PBES2 = "1.2.840.113549.1.5.13";
const PBKDF2 = "1.2.840.113549.1.5.12";
const HMAC_WITH_SHA256 = "1.2.840.113549.2.9";
const AES256_CBC = "2.16.840.1.101.3.4.1.42";
