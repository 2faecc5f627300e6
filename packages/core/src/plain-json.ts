import type { PolicyProblem } from "./errors.ts";

/** A JSON value whose objects have no prototype, so that only what the file says can be found in them. */
export type PlainJson =
  | null
  | boolean
  | number
  | string
  | readonly PlainJson[]
  | { readonly [key: string]: PlainJson };

/**
 * Copies what came from outside into plain JSON. Each member is read once, so that nothing changes
 * between the check and its use, and accessors, cycles and values that JSON does not have are refused.
 *
 * @returns The copy, and a problem for each place that could not be copied.
 */
export function copyAsJson(value: unknown): CopiedJson {
  const problems: PolicyProblem[] = [];
  try {
    return { json: copyOf(value, "", problems), problems };
  } catch {
    // A Proxy may throw at whatever is asked of it.
    return { json: refuse("", "cannot be read", problems), problems };
  }
}

export interface CopiedJson {
  readonly json: PlainJson;
  readonly problems: readonly PolicyProblem[];
}

/** One step of a JSON Pointer (RFC 6901 §3), escaped. */
export function pointerStep(key: string | number): string {
  return `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** Tells a JSON object from the other values of JSON. */
export function isJsonObject(
  json: PlainJson | undefined,
): json is { readonly [key: string]: PlainJson } {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

function copyOf(value: unknown, pointer: string, problems: PolicyProblem[]): PlainJson {
  if (isScalar(value)) return value;
  if (typeof value !== "object" || value === null) {
    return refuse(pointer, `is a ${typeof value}, which JSON does not have`, problems);
  }
  if (pointer.split("/").length > DEEPEST) return refuse(pointer, "is nested too deeply", problems);
  if (Array.isArray(value)) {
    return Array.from(value, (member, i) => copyOf(member, pointer + pointerStep(i), problems));
  }
  return copyOfObject(value, pointer, problems);
}

function copyOfObject(value: object, pointer: string, problems: PolicyProblem[]): PlainJson {
  const copy: Record<string, PlainJson> = Object.create(null);
  for (const [key, member] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    const at = pointer + pointerStep(key);
    if (member.enumerable !== true || member.value === undefined) {
      if ("get" in member) refuse(at, "is computed by a getter", problems);
      continue;
    }
    copy[key] = copyOf(member.value, at, problems);
  }
  return copy;
}

function isScalar(value: unknown): value is null | boolean | number | string {
  if (typeof value === "number") return Number.isFinite(value);
  return value === null || typeof value === "boolean" || typeof value === "string";
}

function refuse(pointer: string, message: string, problems: PolicyProblem[]): null {
  problems.push({ pointer, code: "json-invalid", message, hint: "hand in plain JSON" });
  return null;
}

// A policy is 5 deep. The bound keeps hostile input from exhausting the stack.
const DEEPEST = 32;
