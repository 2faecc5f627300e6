import { parsePolicyText, type Policy, PolicyError } from "@tlspin/core";

import { readText } from "./read-input.ts";

/** A policy, and the file that it came from as messages name it. */
export interface NamedPolicy {
  readonly name: string;
  readonly policy: Policy;
}

/**
 * Reads a policy file, or standard input for `-`.
 *
 * @throws {CommandError} It cannot be read.
 * @throws {PolicyError} It is not valid. The message names the file.
 */
export async function readPolicy(path: string): Promise<NamedPolicy> {
  const { name, text } = await readText(path);
  return policyOf(name, text);
}

/**
 * Makes a policy of a text.
 *
 * @param name - Where the text comes from, for messages.
 * @throws {PolicyError} It is not valid. The message says where it comes from.
 */
export function policyOf(name: string, text: string): NamedPolicy {
  try {
    return { name, policy: parsePolicyText(text) };
  } catch (error) {
    throw error instanceof PolicyError ? new PolicyError(error.problems, name) : error;
  }
}
