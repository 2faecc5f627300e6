import type { PolicyProblem } from "./errors.ts";
import { isJsonObject, type PlainJson, pointerStep } from "./plain-json.ts";
import { KNOWN_KEYS, type KnownObject } from "./policy-schema.ts";

/**
 * Finds every member that the policy format does not have. A misspelt `onExpiry` must not be left
 * out in silence, so an unknown key is an error, and a near miss gets its correction.
 */
export function unknownKeys(policy: PlainJson): readonly PolicyProblem[] {
  if (!isJsonObject(policy)) return [];
  return [
    ...unknownIn(policy, "policy", ""),
    ...membersOf(policy["hosts"], "/hosts").flatMap(([rule, at]) => unknownInRule(rule, at)),
  ];
}

function unknownInRule(rule: PlainJson, pointer: string): readonly PolicyProblem[] {
  if (!isJsonObject(rule)) return [];
  if (rule["exclude"] === true) return unknownIn(rule, "excludedRule", pointer);
  return [
    ...unknownIn(rule, "pinnedRule", pointer),
    ...["pins", "backupPins", "distrusted"].flatMap((list) =>
      membersOf(rule[list], pointer + pointerStep(list)).flatMap(([pin, at]) =>
        unknownIn(pin, kindOf(pin, list === "distrusted"), at),
      ),
    ),
  ];
}

function kindOf(pin: PlainJson, distrusted: boolean): KnownObject {
  const certificate = isJsonObject(pin) && Object.hasOwn(pin, "certificate");
  if (distrusted) return certificate ? "distrustedCertificate" : "distrustedSpki";
  return certificate ? "certificatePin" : "spkiPin";
}

function membersOf(
  list: PlainJson | undefined,
  pointer: string,
): readonly (readonly [PlainJson, string])[] {
  if (!Array.isArray(list)) return [];
  return list.map((member, i) => [member, pointer + pointerStep(i)]);
}

function unknownIn(json: PlainJson, kind: KnownObject, pointer: string): readonly PolicyProblem[] {
  if (!isJsonObject(json)) return [];
  const known = KNOWN_KEYS[kind];
  return Object.keys(json)
    .filter((key) => !known.includes(key))
    .map((key) => problemOf(key, known, pointer + pointerStep(key)));
}

function problemOf(key: string, known: readonly string[], pointer: string): PolicyProblem {
  const meant = nearest(key, known);
  return {
    pointer,
    code: "key-unknown",
    message: `${JSON.stringify(key.slice(0, 80))} is not a key of the policy format`,
    hint:
      meant === undefined ? `the keys here are ${known.join(", ")}` : `did you mean "${meant}"?`,
  };
}

/** The key that was probably meant: the one that fewest edits make of it, and at most two. */
function nearest(key: string, known: readonly string[]): string | undefined {
  const distances = known.map((candidate) => ({ candidate, edits: editsBetween(key, candidate) }));
  const [best] = distances.toSorted((a, b) => a.edits - b.edits);
  return best !== undefined && best.edits <= 2 ? best.candidate : undefined;
}

/** The Levenshtein distance, without regard to case. Words of very different length are far apart. */
function editsBetween(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return Infinity;
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const letter of a.toLowerCase()) row = nextRow(row, letter, b.toLowerCase());
  return row.at(-1) ?? Infinity;
}

/** One row of the Levenshtein distance: one letter more of the first word. */
function nextRow(row: readonly number[], letter: string, word: string): number[] {
  const next = [(row[0] ?? 0) + 1];
  for (const [j, other] of Array.from(word).entries()) {
    const [replaced = 0, deleted = 0, inserted = 0] = [row[j], row[j + 1], next[j]];
    next.push(Math.min(replaced + (letter === other ? 0 : 1), deleted + 1, inserted + 1));
  }
  return next;
}
