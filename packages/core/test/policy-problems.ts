import { PolicyError } from "../src/errors.ts";
import { parsePolicy, parsePolicyText } from "../src/parse-policy.ts";

/** The places and codes of what is wrong with a policy that must not parse. */
export function problemsOf(json: unknown): readonly (readonly [string, string])[] {
  return placesOf(() => parsePolicy(json));
}

/** The same, of the text of a file. */
export function textProblemsOf(text: string): readonly (readonly [string, string])[] {
  return placesOf(() => parsePolicyText(text));
}

/** What an operator reads. */
export function messageOf(json: unknown): string {
  return errorOf(() => parsePolicy(json)).message;
}

function placesOf(parse: () => unknown): readonly (readonly [string, string])[] {
  return errorOf(parse).problems.map(({ pointer, code }) => [pointer, code]);
}

function errorOf(parse: () => unknown): PolicyError {
  try {
    parse();
  } catch (error) {
    if (error instanceof PolicyError) return error;
    throw error;
  }
  throw new Error("the policy was accepted");
}
