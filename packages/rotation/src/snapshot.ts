import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { parsePolicyText, type Policy, PolicyError } from "@tlspin/core";

import { canonicalJson } from "./canonical-json.ts";
import { RotationFileError } from "./errors.ts";
import type { NamedText } from "./named-text.ts";

/** The policy that a release carries, under the hash of its content. */
export interface Snapshot {
  /** The SHA-256 of `text`, in 64 hexadecimal digits: what `sha256sum` says of the file. */
  readonly hash: string;
  /** Canonical JSON of the complete policy, without a line break at its end. */
  readonly text: string;
}

/** Makes the snapshot of a policy. Files that mean the same policy have the same one. */
export function snapshotOf(policy: Policy): Snapshot {
  const text = canonicalJson(policy);
  return { hash: hashOf(text), text };
}

/**
 * Reads a snapshot back, and makes sure that it is the one that was recorded.
 *
 * @throws {RotationFileError} It is another, or no policy.
 */
export function policyOfSnapshot({ name, text }: NamedText, hash: string): Policy {
  if (hashOf(text) !== hash) {
    const message = `is not what a release recorded: its SHA-256 is not ${hash}`;
    throw new RotationFileError(name, [{ pointer: "", message, hint: "restore it from git" }]);
  }
  try {
    return parsePolicyText(text);
  } catch (error) {
    throw error instanceof PolicyError ? new RotationFileError(name, error.problems) : error;
  }
}

function hashOf(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}
