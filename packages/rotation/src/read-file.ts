import { readJson } from "@tlspin/core";
import * as v from "valibot";

import { type FileProblem, RotationFileError } from "./errors.ts";
import type { NamedText } from "./named-text.ts";

/**
 * Reads a JSON file by a schema.
 *
 * @throws {RotationFileError} With every problem at once, each with its JSON Pointer.
 */
export function readFile<Value>(
  schema: v.GenericSchema<unknown, Value>,
  { name, text }: NamedText,
): Value {
  const { success, output, issues } = v.safeParse(schema, jsonOf(name, text), {
    abortPipeEarly: true,
  });
  if (success) return output;
  throw new RotationFileError(name, issues.map(problemOf));
}

function jsonOf(name: string, text: string): unknown {
  const { json, problems } = readJson(text);
  if (problems.length === 0) return json;
  const found = problems.map(({ pointer, message }) => ({ pointer, message }));
  throw new RotationFileError(name, found);
}

function problemOf(issue: v.BaseIssue<unknown>): FileProblem {
  const keys = (issue.path ?? []).map(({ key }) => String(key));
  const pointer = keys.map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
  const last = keys.at(-1) ?? "";
  if (issue.expected === "never") return { pointer, message: `"${last}" is no key of this file` };
  if (issue.kind === "schema" && issue.received === "undefined") {
    return { pointer, message: `"${last}" is missing` };
  }
  return { pointer, message: issue.message };
}
