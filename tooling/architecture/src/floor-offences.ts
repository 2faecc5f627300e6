import { posix } from "node:path";

import { FLOORS, SOLE_IMPORTERS, TYPES_FROM_ANYWHERE } from "./floors.ts";
import { type Import, importsOf } from "./imports.ts";
import type { SourceFile } from "./workspace.ts";

/** Names each file of the core that is on no floor, and each import that does not point down. */
export function floorOffences(sources: readonly SourceFile[]): readonly string[] {
  return sources.flatMap((file) => {
    const at = STEPS.get(nameOf(file.path));
    if (at === undefined) return [`${file.path}: is on no floor; put it into FLOORS`];
    return importsOf(file).flatMap((found) => offencesOf(file, at, found));
  });
}

function offencesOf(file: SourceFile, at: Step, found: Import): readonly string[] {
  const problem =
    found.specifier?.startsWith(".") === true
      ? floorProblemOf(file, at, found)
      : importerProblemOf(file, found);
  return problem === undefined ? [] : [`${file.path}: imports ${found.specifier}, ${problem}`];
}

function floorProblemOf(file: SourceFile, at: Step, found: Import): string | undefined {
  const name = nameOf(file.path);
  if (found.typeOnly && name === TYPES_FROM_ANYWHERE) return undefined;

  const target = posix.join(posix.dirname(name), found.specifier ?? "");
  const other = STEPS.get(target);
  if (other === undefined) return "which is on no floor";
  if (other.height < at.height) return undefined;
  return `which is not below it: ${target} is on floor ${other.floor}, ${name} on floor ${at.floor}`;
}

function importerProblemOf(file: SourceFile, { specifier }: Import): string | undefined {
  if (specifier === undefined) return "which is computed, so no rule can see it";
  if (specifier.startsWith("node:")) return "which needs a platform, and the core has none";
  for (const [name, importer] of Object.entries(SOLE_IMPORTERS)) {
    const matches = specifier === name || specifier.startsWith(`${name}/`);
    if (matches && nameOf(file.path) !== importer) return `which only ${importer} may`;
  }
  return undefined;
}

function nameOf(path: string): string {
  return path.slice(path.indexOf("/src/") + "/src/".length);
}

interface Step {
  readonly height: number;
  readonly floor: string;
}

const STEPS: ReadonlyMap<string, Step> = new Map(
  FLOORS.flatMap((floor) => floor.steps.map((files) => ({ floor: floor.name, files }))).flatMap(
    ({ floor, files }, height) => files.map((file) => [file, { height, floor }] as const),
  ),
);
