import { createPublicKey } from "node:crypto";

import { CertificateError, parsePem, type PemBlock } from "@tlspin/core";

import { CommandError } from "./command-error.ts";
import {
  type FoundKey,
  keyOfCertificate,
  keyOfPrivate,
  keyOfRequest,
  keyOfSpki,
} from "./found-key.ts";
import { spkiOf } from "./key.ts";
import { type AskPassphrase, openPrivateDer, openPrivateKey } from "./private-key.ts";
import type { Input } from "./read-input.ts";

/**
 * Finds every key that a file holds: PEM or DER of certificates, CSRs, public and private keys.
 *
 * @param ask - Called where a private key is encrypted.
 * @throws {CommandError} It holds something else, or one block is damaged. None is skipped.
 */
export async function keysIn(
  { name, bytes }: Input,
  ask: AskPassphrase,
): Promise<readonly FoundKey[]> {
  const text = Buffer.from(bytes).toString("latin1");
  if (!text.includes("-----BEGIN")) return [await keyOfDer(name, bytes, ask)];

  const found: FoundKey[] = [];
  // Private keys go to Node as they stand: the older encrypted ones hold headers, which strict PEM has not.
  for (const [index, part] of text.split(PRIVATE_KEY).entries()) {
    // Every second part is what the expression caught.
    if (index % 2 === 1) {
      // One question at a time on the terminal.
      found.push(keyOfPrivate(await openPrivateKey(part, name, ask)));
    } else if (part.includes("-----BEGIN")) found.push(...keysOfBlocks(name, part));
  }
  if (found.length > 0) return found;
  throw unusable(name, "it holds no key", "give it a certificate, a CSR or a key");
}

function keysOfBlocks(name: string, text: string): readonly FoundKey[] {
  return blocksOf(name, text).flatMap(({ label, der }, index) => {
    if (label === "EC PARAMETERS") return []; // openssl ecparam writes it before a private key
    const read = READERS[label];
    if (read === undefined) throw unusable(name, `PEM block ${label} holds no key`, HINTS[label]);
    return [orBlame(() => read(der), `${name}: PEM block ${index + 1} (${label})`)];
  });
}

function blocksOf(name: string, text: string): readonly PemBlock[] {
  return orBlame(() => parsePem(text), name);
}

async function keyOfDer(name: string, der: Uint8Array, ask: AskPassphrase): Promise<FoundKey> {
  const problems: string[] = [];
  for (const read of [keyOfCertificate, keyOfRequest, keyOfSpki]) {
    try {
      return read(der);
    } catch (error) {
      if (!(error instanceof CertificateError)) throw error;
      problems.push(error.message);
    }
  }
  const key = await openPrivateDer(der, name, ask);
  if (key !== undefined) return keyOfPrivate(key);
  const [asCertificate = ""] = problems;
  throw unusable(name, `it is no certificate, CSR or key, in PEM or DER (${plain(asCertificate)})`);
}

function orBlame<T>(read: () => T, where: string): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof CertificateError) throw unusable(where, plain(error.message));
    throw error;
  }
}

function keyOfPkcs1(der: Uint8Array): FoundKey {
  try {
    const key = createPublicKey({ key: Buffer.from(der), format: "der", type: "pkcs1" });
    return keyOfSpki(spkiOf(key));
  } catch {
    throw new CertificateError("not an RSA public key");
  }
}

function unusable(where: string, problem: string, hint?: string): CommandError {
  return new CommandError(`${where}: ${problem}`, {
    exitCode: 2,
    code: "no-key",
    hint: hint ?? "give it a certificate, a CSR or a key; fetch the file again if it was damaged",
  });
}

function plain(message: string): string {
  return message.replace(/ \[ERR_TLSPIN_[A-Z]+\]$/, "");
}

const PRIVATE_KEY =
  /(-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----(?:(?!-----BEGIN)[\s\S])*?-----END (?:[A-Z0-9]+ )*PRIVATE KEY-----)/;

const READERS: Readonly<Record<string, (der: Uint8Array) => FoundKey>> = {
  CERTIFICATE: keyOfCertificate,
  "CERTIFICATE REQUEST": keyOfRequest,
  "NEW CERTIFICATE REQUEST": keyOfRequest,
  "PUBLIC KEY": keyOfSpki,
  "RSA PUBLIC KEY": keyOfPkcs1,
};

const HINTS: Readonly<Record<string, string>> = {
  "TRUSTED CERTIFICATE": "convert it with: openssl x509 -in FILE -out certificate.pem",
  PKCS7: "convert it with: openssl pkcs7 -in FILE -print_certs -out chain.pem",
};
