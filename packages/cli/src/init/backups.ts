import type { Hostname, SpkiPin } from "@tlspin/core";

import { usageError } from "../command-error.ts";
import { type KeyFiles, keyFilesOf, type KeyPlace, keyPlaceOf } from "../key-files.ts";
import type { KeyFlags } from "../key-flags.ts";
import { keysIn } from "../keys-in.ts";
import { newPassphraseFor } from "../passphrase.ts";
import { readInput } from "../read-input.ts";

/** The next key of a host: one that was just made, or one that a CSR is for. */
export type Backup =
  | { readonly pin: SpkiPin; readonly made: KeyFiles; readonly csr?: never }
  | { readonly pin: SpkiPin; readonly csr: string; readonly made?: never };

/** Where the backup key of a host is kept. */
export function backupPlaceOf(host: Hostname): KeyPlace {
  return keyPlaceOf(KEYS, `${host.replaceAll(":", "-").replace(/^-/, "0-")}-backup`);
}

/**
 * Makes a backup key for each host.
 *
 * @throws {CommandError} There is no passphrase.
 */
export async function madeBackups(
  hosts: readonly Hostname[],
  flags: KeyFlags,
): Promise<readonly Backup[]> {
  const name = hosts.length === 1 ? "the backup key" : "the backup keys";
  const passphrase = flags.unencrypted === true ? undefined : await newPassphraseFor(name, flags);
  return hosts.map((host) => {
    const place = backupPlaceOf(host);
    const made = keyFilesOf({ place, type: flags.type, hosts: [host], passphrase });
    return { pin: made.pin, made };
  });
}

/**
 * Takes the backup keys from CSRs, one for each host in their order. The private keys stay elsewhere.
 *
 * @throws {CommandError} There are not as many, or one is no CSR.
 */
export async function givenBackups(
  hosts: readonly Hostname[],
  csrs: readonly string[],
): Promise<readonly Backup[]> {
  if (csrs.length !== hosts.length) {
    throw usageError(
      `--csr is given ${csrs.length} times for ${hosts.length} hosts`,
      "give one CSR for each host, in their order",
    );
  }
  return Promise.all(csrs.map(backupIn));
}

async function backupIn(path: string): Promise<Backup> {
  const noKey = (): never => {
    throw usageError(`${path} holds a private key`, "give the CSR that was made with it");
  };
  const [found, ...others] = await keysIn(await readInput(path), noKey);
  if (found?.foundIn === "CSR" && others.length === 0) return { pin: found.pin, csr: path };
  throw usageError(`${path} is not one CSR`, "make one with: tlspin key new, or openssl req -new");
}

const KEYS = ".tlspin/keys";
