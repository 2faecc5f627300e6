import { posix } from "node:path";

import { importsOf } from "./imports.ts";
import type { SourceFile } from "./workspace.ts";

/**
 * Names each type of somebody else's that a package's public declarations mention. We name our own
 * types and `node:*` only: several `@types` packages redeclare the same globals, and a major version
 * of a dependency must not be a major version of ours.
 *
 * @param entries - The declaration files that `exports` points to.
 * @param declarations - Every declaration file that was built.
 */
export function declarationOffences(
  entries: readonly string[],
  declarations: readonly SourceFile[],
): readonly string[] {
  const byPath = new Map(declarations.map((file) => [file.path, file]));
  const seen = new Set<string>();
  const offences: string[] = [];
  const waiting = [...entries];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const file = byPath.get(path);
    if (file === undefined) offences.push(`${path}: was not built`);
    else {
      waiting.push(...neighboursOf(file));
      offences.push(...foreignTypesOf(file));
    }
  }
  return offences;
}

function neighboursOf(file: SourceFile): readonly string[] {
  return specifiersOf(file)
    .filter((specifier) => specifier.startsWith("."))
    .map((specifier) => posix.join(posix.dirname(file.path), specifier))
    .map((path) => path.replace(/(\.d)?\.(ts|js)$/, ".d.ts"));
}

function foreignTypesOf(file: SourceFile): readonly string[] {
  const foreign = specifiersOf(file).filter((specifier) => !OWN.test(specifier));
  const referenced = file.text.match(/^\/\/\/\s*<reference\s.*$/gm) ?? [];
  return [...foreign, ...referenced].map((what) => `${file.path}: names ${what}`);
}

function specifiersOf(file: SourceFile): readonly string[] {
  return importsOf(file).map(({ specifier }) => specifier ?? "a computed module");
}

const OWN = /^(\.|node:|@tlspin\/)/;
