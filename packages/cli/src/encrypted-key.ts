import { createCipheriv, type KeyObject, randomBytes, scryptSync } from "node:crypto";

import { Integer, ObjectIdentifier, OctetString, Sequence } from "asn1js";

import { pemOf } from "./pem-text.ts";

/**
 * Spells a private key as encrypted PKCS#8 in PEM (RFC 5958 §3, PBES2 of RFC 8018 §6.2): AES-256-CBC
 * under scrypt (RFC 7914 §7). OpenSSL 1.1 and newer open it, and so do the servers that use OpenSSL.
 *
 * `KeyObject.export` would use PBKDF2 with 2,048 iterations and offers no way to ask for more.
 */
export function encryptedKeyPem(key: KeyObject, passphrase: string): string {
  const plain = key.export({ type: "pkcs8", format: "der" });
  const salt = randomBytes(16);
  const iv = randomBytes(16);
  const secret = scryptSync(passphrase, salt, 32, { N: COST, r: BLOCK_SIZE, p: PARALLELIZATION });
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
  const costs = [COST, BLOCK_SIZE, PARALLELIZATION].map((value) => new Integer({ value }));
  const kdf = algorithm(SCRYPT, sequence(octets(salt), ...costs));
  const cipher = algorithm(AES256_CBC, octets(iv));
  const info = sequence(algorithm(PBES2, sequence(kdf, cipher)), octets(encrypted));
  return new Uint8Array(info.toBER());
}

type Node = Integer | ObjectIdentifier | OctetString | Sequence;

function algorithm(oid: string, parameters: Node): Sequence {
  return sequence(new ObjectIdentifier({ value: oid }), parameters);
}

function sequence(...value: Node[]): Sequence {
  return new Sequence({ value });
}

function octets(bytes: Buffer): OctetString {
  return new OctetString({ valueHex: Uint8Array.from(bytes).buffer });
}

// 16 MiB of memory for each guess, ten times over: twice what OWASP asks of scrypt at this cost, since a
// backup key waits in its file for years. OpenSSL opens nothing that needs more than 32 MiB.
const COST = 2 ** 14;
const BLOCK_SIZE = 8;
const PARALLELIZATION = 10;

const PBES2 = "1.2.840.113549.1.5.13";
const SCRYPT = "1.3.6.1.4.1.11591.4.11";
const AES256_CBC = "2.16.840.1.101.3.4.1.42";
