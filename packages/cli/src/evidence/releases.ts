import type { Release } from "@tlspin/lint";

import { usageError } from "../command-error.ts";
import { readPolicy } from "../read-policy.ts";

/**
 * Reads the policies that releases carry, as `name=file`.
 *
 * @throws {CommandError} An argument is wrong, or a file cannot be read.
 * @throws {PolicyError} A policy is not valid.
 */
export async function readReleases(texts: readonly string[]): Promise<readonly Release[]> {
  return Promise.all(texts.map(readRelease));
}

async function readRelease(text: string): Promise<Release> {
  const [, name, path] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || path === undefined) {
    throw usageError(
      `--release ${text} names no release`,
      'write --release "desktop 4.2=pins.json"',
    );
  }
  return { name, policy: (await readPolicy(path)).policy };
}
