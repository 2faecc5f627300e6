import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

import { pinOf } from "@tlspin/core";
import type { MadeKey } from "@tlspin/rotation/calendar";

import { usageError } from "../command-error.ts";
import { readHeldKeys } from "../evidence/held-keys.ts";

/**
 * Finds out since when keys are there: by the date of the files of CSRs and public keys, those that
 * are named and those that the command itself keeps.
 *
 * @throws {CommandError} A file cannot be read, or holds something else.
 */
export async function madeKeys(
  state: string,
  named: readonly string[],
): Promise<readonly MadeKey[]> {
  const paths = new Set([...named, ...(await requestsIn(join(state, "keys")))]);
  const keys = await Promise.all(Array.from(paths, keysOf));
  return keys.flat();
}

async function requestsIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => name.endsWith(".csr.pem"))
    .toSorted()
    .map((name) => join(folder, name));
}

async function keysOf(path: string): Promise<readonly MadeKey[]> {
  if (path === "-") throw usageError("standard input has no date", "name the key's file");
  const held = await readHeldKeys([path]);
  const { mtime } = await stat(path);
  const made = mtime.toISOString().slice(0, 10);
  return held.map(({ spki, from }) => ({ pin: pinOf(spki), made, from: `the date of ${from}` }));
}
