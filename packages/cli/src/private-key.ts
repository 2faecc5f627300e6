import { createPrivateKey, type KeyObject } from "node:crypto";

import { CommandError } from "./command-error.ts";
import { pemOf } from "./pem-text.ts";
import type { Input } from "./read-input.ts";
import { hasCode } from "./system-error.ts";

/** Asks for a passphrase, and is called only where a key is encrypted. */
export type AskPassphrase = () => Promise<string>;

/**
 * Opens the private key that a file holds, in PEM or DER.
 *
 * @throws {CommandError} It holds none, or the key cannot be opened.
 */
export async function privateKeyIn({ name, bytes }: Input, ask: AskPassphrase): Promise<KeyObject> {
  const text = Buffer.from(bytes).toString("latin1");
  if (text.includes("PRIVATE KEY-----")) return openPrivateKey(text, name, ask);
  const key = await openPrivateDer(bytes, name, ask);
  if (key !== undefined) return key;
  throw new CommandError(`${name} holds no private key`, {
    exitCode: 2,
    code: "key-unreadable",
    hint: "name the file that tlspin key new wrote as NAME.key.pem",
  });
}

/**
 * Opens a private key in PEM (PKCS#8, SEC 1, PKCS#1, encrypted or not).
 *
 * @param name - The file, as messages name it.
 * @throws {CommandError} It is damaged, of an unknown kind, or the passphrase does not open it.
 */
export async function openPrivateKey(
  pem: string,
  name: string,
  ask: AskPassphrase,
): Promise<KeyObject> {
  if (!isEncrypted(pem)) return keyOf({ key: pem }, name);
  return keyOf({ key: pem, passphrase: await ask() }, name);
}

/**
 * The same for DER. Gives `undefined` where the bytes are no private key.
 *
 * @throws {CommandError} The passphrase does not open it.
 */
export async function openPrivateDer(
  der: Uint8Array,
  name: string,
  ask: AskPassphrase,
): Promise<KeyObject | undefined> {
  for (const type of ["pkcs8", "sec1", "pkcs1"] as const) {
    try {
      return createPrivateKey({ key: Buffer.from(der), format: "der", type });
    } catch (error) {
      // Otherwise it is not of this type, but may be of the next.
      if (!hasCode(error, "ERR_MISSING_PASSPHRASE")) continue;
    }
    return openPrivateKey(pemOf("ENCRYPTED PRIVATE KEY", der), name, ask);
  }
  return undefined;
}

function isEncrypted(pem: string): boolean {
  return pem.includes("BEGIN ENCRYPTED PRIVATE KEY") || /^Proc-Type: 4,ENCRYPTED/m.test(pem);
}

function keyOf(
  input: { readonly key: string; readonly passphrase?: string },
  name: string,
): KeyObject {
  try {
    return createPrivateKey(input);
  } catch (error) {
    if (input.passphrase === undefined) throw damaged(name);
    throw hasCode(error, "ERR_OSSL_UNSUPPORTED") ? unsupported(name) : wrongPassphrase(name);
  }
}

function damaged(name: string): CommandError {
  return new CommandError(`${name}: the private key is damaged or of an unknown kind`, {
    exitCode: 2,
    code: "key-unreadable",
    hint: "pin its certificate or its CSR instead",
  });
}

function unsupported(name: string): CommandError {
  return new CommandError(
    `${name}: the private key is encrypted in a way that Node.js cannot open`,
    {
      exitCode: 2,
      code: "key-unreadable",
      hint: "convert it with: openssl pkcs8 -topk8 -v2 aes-256-cbc",
    },
  );
}

function wrongPassphrase(name: string): CommandError {
  return new CommandError(
    `${name}: the passphrase does not open the private key, or it is damaged`,
    {
      exitCode: 2,
      code: "passphrase-wrong",
      hint: "check TLSPIN_PASSPHRASE or --passphrase-file, or type it again",
    },
  );
}
