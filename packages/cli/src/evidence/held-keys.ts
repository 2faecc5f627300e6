import { createPrivateKey, createPublicKey } from "node:crypto";

import {
  CertificateError,
  parseCertificateRequest,
  parsePem,
  parseSpki,
  type PemBlock,
} from "@tlspin/core";
import type { HeldKey } from "@tlspin/lint";

import { CommandError } from "../command-error.ts";
import { spkiOf } from "../key.ts";
import { readInput } from "../read-input.ts";

/**
 * Reads the public keys of CSRs, public keys and open private keys in PEM. Nobody is asked for a
 * passphrase: the CSR of an encrypted key tells as much.
 *
 * @throws {CommandError} A file cannot be read, or holds something else.
 */
export async function readHeldKeys(paths: readonly string[]): Promise<readonly HeldKey[]> {
  const held = await Promise.all(paths.map(keysOf));
  return held.flat();
}

async function keysOf(path: string): Promise<readonly HeldKey[]> {
  const { name, bytes } = await readInput(path);
  try {
    const blocks = parsePem(Buffer.from(bytes).toString("latin1"));
    return blocks.flatMap((block) => {
      const read = READERS[block.label];
      if (read === undefined) throw new CertificateError(`PEM block ${block.label} is no key`);
      return [{ spki: read(block), from: name }];
    });
  } catch (error) {
    throw notHeld(name, error);
  }
}

function notHeld(name: string, error: unknown): Error {
  if (error instanceof CommandError) return error;
  const problem = error instanceof Error ? error.message.replace(/ \[ERR_TLSPIN_\w+\]$/, "") : "";
  return new CommandError(`${name}: ${problem}`, {
    exitCode: 2,
    code: "no-key",
    hint: "give it a CSR or a public key in PEM; the CSR of an encrypted key stands beside it",
  });
}

function spkiOfPrivate({ der }: PemBlock): Uint8Array {
  const key = createPrivateKey({ key: Buffer.from(der), format: "der", type: "pkcs8" });
  return spkiOf(createPublicKey(key));
}

const READERS: Readonly<Record<string, (block: PemBlock) => Uint8Array>> = {
  "CERTIFICATE REQUEST": ({ der }) => parseCertificateRequest(der).spki,
  "NEW CERTIFICATE REQUEST": ({ der }) => parseCertificateRequest(der).spki,
  "PUBLIC KEY": ({ der }) => parseSpki(der).spki,
  "PRIVATE KEY": spkiOfPrivate,
};
