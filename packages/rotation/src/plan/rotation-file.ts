import { type FileProblem, RotationFileError } from "../errors.ts";
import { textOfInstant } from "../instant.ts";
import type { NamedText } from "../named-text.ts";
import { readFile } from "../read-file.ts";
import { type KeyEntry, ROTATION_FILE } from "./rotation-schema.ts";
import type { Passage, Rotation, RotationKey } from "./rotation.ts";

/**
 * Reads `rotation.json`.
 *
 * @throws {RotationFileError} With every problem at once, each with its JSON Pointer.
 */
export function parseRotations(file: NamedText): readonly Rotation[] {
  const { rotations } = readFile(ROTATION_FILE, file);
  const problems = [
    ...repeated(rotations.map(({ host }) => host)).map((i) => problem(i, "/host", "stands twice")),
    ...rotations.flatMap(({ to, keys }, i) => problemsOf({ to, keys }, i)),
  ];
  if (problems.length > 0) throw new RotationFileError(file.name, problems);
  return rotations.map(({ host, to, rollOutDays, keys }) => {
    return { host, to, rollOutDays, keys: keys.map(keyOf) };
  });
}

/** Writes `rotation.json`. Parsing it gives the same rotations. */
export function formatRotations(rotations: readonly Rotation[]): string {
  const file = { version: 1, rotations: rotations.map(entryOf) };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

function entryOf({ host, to, rollOutDays, keys }: Rotation): object {
  return {
    host,
    to,
    rollOutDays,
    keys: keys.map(({ stolen, passed, ...key }) => ({
      ...key,
      ...(stolen === undefined ? {} : { stolen: textOfInstant(stolen) }),
      passed: passed.map((passage) => ({ ...passage, on: textOfInstant(passage.on) })),
    })),
  };
}

function keyOf({ passed: [first, ...later], ...key }: KeyEntry): RotationKey {
  // The schema demands one.
  if (first === undefined) throw new RangeError(`${key.name} has no state`);
  return { ...key, passed: [first, ...later] };
}

function problemsOf(
  { to, keys }: { readonly to: string; readonly keys: readonly KeyEntry[] },
  i: number,
): readonly FileProblem[] {
  return [
    ...(keys.some(({ name }) => name === to)
      ? []
      : [problem(i, "/to", `names a key that "keys" does not have: ${to}`)]),
    ...repeated(keys.map(({ name }) => name)).map((k) =>
      problem(i, `/keys/${k}/name`, "stands twice"),
    ),
    ...repeated(keys.map(({ spki }) => spki)).map((k) =>
      problem(i, `/keys/${k}/spki`, "stands twice"),
    ),
    ...keys.flatMap(({ passed }, k) =>
      isSound(passed) ? [] : [problem(i, `/keys/${k}/passed`, "goes on after destroyed")],
    ),
  ];
}

function isSound(passed: readonly Passage[]): boolean {
  return passed.slice(0, -1).every(({ state }) => state !== "destroyed");
}

function repeated(values: readonly string[]): readonly number[] {
  return values.flatMap((value, i) => (values.indexOf(value) < i ? [i] : []));
}

function problem(rotation: number, pointer: string, message: string): FileProblem {
  return { pointer: `/rotations/${rotation}${pointer}`, message };
}
