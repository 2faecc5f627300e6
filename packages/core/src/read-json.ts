import { parse, type ValueNode } from "@humanwhocodes/momoa";

import type { PolicyProblem } from "./errors.ts";
import { pointerStep } from "./plain-json.ts";

/** What a text says as JSON, and what is wrong with it. `json` is absent where it is no JSON at all. */
export interface JsonReading {
  readonly json?: unknown;
  readonly problems: readonly PolicyProblem[];
}

/**
 * Reads JSON (RFC 8259) and sees keys that an object repeats. `JSON.parse` keeps the last of them, so
 * a reviewer who reads the first would approve another policy than the one in force.
 */
export function readJson(text: string): JsonReading {
  if (text.startsWith(BYTE_ORDER_MARK)) return { problems: [MARKED] };
  try {
    const json: unknown = JSON.parse(text);
    return { json, problems: repeatedKeys(parse(text, { mode: "json" }).body, "") };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { problems: [{ pointer: "", code: "json-invalid", message: `is not JSON: ${reason}` }] };
  }
}

function repeatedKeys(node: ValueNode, pointer: string): readonly PolicyProblem[] {
  if (node.type === "Array") {
    return node.elements.flatMap(({ value }, i) => repeatedKeys(value, pointer + pointerStep(i)));
  }
  if (node.type !== "Object") return [];

  const seen = new Set<string>();
  return node.members.flatMap(({ name, value, loc }) => {
    const key = name.type === "String" ? name.value : name.name;
    const at = pointer + pointerStep(key);
    const repeated = seen.has(key) ? [repeatedKey(key, at, loc.start.line)] : [];
    seen.add(key);
    return [...repeated, ...repeatedKeys(value, at)];
  });
}

function repeatedKey(key: string, pointer: string, line: number): PolicyProblem {
  return {
    pointer,
    code: "json-duplicate-key",
    message: `${JSON.stringify(key.slice(0, 80))} stands twice in one object, again on line ${line}`,
    hint: "keep one of them",
  };
}

const BYTE_ORDER_MARK = "\uFEFF";

// RFC 8259 §8.1 lets a reader ignore it. Then some would load the file, and JSON.parse would not.
const MARKED: PolicyProblem = {
  pointer: "",
  code: "json-invalid",
  message: "begins with a byte order mark",
  hint: "save the file as UTF-8 without one",
};
