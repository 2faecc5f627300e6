import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { OptionError, type Policy } from "@tlspin/core";
import { policyInBytes } from "@tlspin/policy-file";

/** What the environment asks of `register`, read once. */
export interface Orders {
  readonly policy: Policy;
  /** Absolute. */
  readonly path: string;
  /** Of the file's bytes, hexadecimal. */
  readonly sha256: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the policy that the environment names. Where it gives the SHA-256 as well, as a pinned parent
 * does, no other file will do.
 *
 * @throws {OptionError} No policy is named, or it is another file than was meant.
 * @throws {PolicyError} It is not valid, with every problem at once.
 * @throws {Error} It cannot be read, as `node:fs` says it.
 */
export function readOrders(env: Environment): Orders {
  const named = env[POLICY] ?? "";
  if (named === "") throw new OptionError(POLICY, "must name the policy file, such as pins.json");
  const path = named.startsWith("file:") ? fileURLToPath(named) : resolve(named);
  const bytes = readFileSync(path);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const expected = env[POLICY_SHA256];
  if (expected !== undefined && expected.toLowerCase() !== sha256) {
    throw new OptionError(POLICY_SHA256, `is ${expected}, but ${path} has ${sha256}. ${CHANGED}`);
  }
  return { policy: policyInBytes(bytes, path), path, sha256 };
}

/** The path of the policy file. */
export const POLICY = "TLSPIN_POLICY";

/** The SHA-256 that its bytes must have, hexadecimal. */
export const POLICY_SHA256 = "TLSPIN_POLICY_SHA256";

const CHANGED = "The file has changed, or is another: restart what started this process";
