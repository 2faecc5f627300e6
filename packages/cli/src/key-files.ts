import { lstat } from "node:fs/promises";
import { dirname, join } from "node:path";

import { pinOf, type SpkiPin } from "@tlspin/core";

import type { CertificateName } from "./certificate-name.ts";
import { usageError } from "./command-error.ts";
import { csrPem } from "./csr.ts";
import { encryptedKeyPem, openKeyPem } from "./encrypted-key.ts";
import { keyName, type KeyType, newKey, spkiOf } from "./key.ts";
import { existsError, type NewFile, privateFile } from "./write-file.ts";

/** A key pair that is about to be written, with its request and its pin. */
export interface KeyFiles {
  readonly keyPath: string;
  readonly csrPath: string;
  readonly keyType: string;
  readonly encrypted: boolean;
  readonly hosts: readonly CertificateName[];
  readonly pin: SpkiPin;
  readonly files: readonly NewFile[];
}

/** Where the files of one key are to stand. */
export interface KeyPlace {
  readonly keyPath: string;
  readonly csrPath: string;
}

/**
 * Names the files of a key.
 *
 * @throws {CommandError} The name would leave the folder.
 */
export function keyPlaceOf(folder: string, name: string): KeyPlace {
  if (!/^[A-Za-z0-9_][A-Za-z0-9._-]{0,199}$/.test(name)) {
    throw usageError(
      `${name} is no name for a key`,
      "use letters, digits, dots, hyphens and underscores",
    );
  }
  return { keyPath: join(folder, `${name}.key.pem`), csrPath: join(folder, `${name}.csr.pem`) };
}

/**
 * Makes sure that nothing stands where a file is to be made, before anybody is asked for a passphrase.
 *
 * @throws {CommandError} Something does.
 */
export async function requireAbsent(paths: readonly string[]): Promise<void> {
  const present = await Promise.all(paths.map(exists));
  const taken = paths.find((_path, index) => present[index] === true);
  if (taken !== undefined) throw existsError(taken);
}

/** What a new key is to be. */
export interface KeyWish {
  readonly place: KeyPlace;
  readonly type: KeyType;
  readonly hosts: readonly CertificateName[];
  /** `undefined` writes the key open. */
  readonly passphrase: string | undefined;
}

/** Makes a key, its CSR and its pin, and the files to write. Nothing is written yet. */
export function keyFilesOf({ place, type, hosts, passphrase }: KeyWish): KeyFiles {
  const key = newKey(type);
  const keyPem = passphrase === undefined ? openKeyPem(key) : encryptedKeyPem(key, passphrase);
  return {
    ...place,
    keyType: keyName(key),
    encrypted: passphrase !== undefined,
    hosts,
    pin: pinOf(spkiOf(key)),
    files: [privateFile(place.keyPath, keyPem), csrFile(place.csrPath, csrPem(key, hosts))],
  };
}

/** A CSR is public, but stands in a folder that is not. */
export function csrFile(path: string, pem: string): NewFile {
  return { ...privateFile(path, pem), mode: 0o644 };
}

/** A private key must not reach a repository, so git is told to pass over a folder of them. */
export async function gitignoreOf({ keyPath }: KeyPlace): Promise<readonly NewFile[]> {
  const path = join(dirname(keyPath), ".gitignore");
  return (await exists(path)) ? [] : [privateFile(path, "*\n")];
}

/** Tells whether something stands at a path, a dangling link included. */
export async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
