import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";

import { parsePolicyText, type Policy, PolicyError } from "@tlspin/core";

/**
 * Loads a pin policy from its file.
 *
 * @param path - A path or a `file:` URL.
 * @throws {PolicyError} With every problem at once. The message names the file.
 * @throws {Error} The file cannot be read, as `node:fs` says it.
 */
export async function loadPolicy(path: string | URL): Promise<Policy> {
  return policyInBytes(await readFile(path), path);
}

/**
 * The same without waiting: `pinApp` must run before the app is ready, and Electron does not wait.
 *
 * @param path - A path or a `file:` URL.
 * @throws {PolicyError} With every problem at once. The message names the file.
 * @throws {Error} The file cannot be read, as `node:fs` says it.
 */
export function loadPolicySync(path: string | URL): Policy {
  return policyInBytes(readFileSync(path), path);
}

/**
 * The policy in the bytes of a file that was read already.
 *
 * @param path - What errors call the file.
 * @throws {PolicyError} With every problem at once.
 */
export function policyInBytes(bytes: Uint8Array, path: string | URL): Policy {
  try {
    return parsePolicyText(
      new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes),
    );
  } catch (error) {
    if (error instanceof PolicyError) throw new PolicyError(error.problems, String(path));
    throw new PolicyError([NOT_UTF8], String(path));
  }
}

const NOT_UTF8 = {
  pointer: "",
  code: "json-invalid",
  message: "is not UTF-8",
  hint: "save the file as UTF-8 without a byte order mark",
} as const;
