import { posix } from "node:path";

import { importsOf } from "./imports.ts";
import type { SourceFile, WorkspacePackage } from "./workspace.ts";

/**
 * Which of our packages each package may stand on: `core ← policy-file ← tls ← undici ← {node, deno, bun}`,
 * `policy-file ← electron`, `core ← lint ← rotation`, `core ← formats ← rotation`, `core ← testing`, and the
 * command on top. Adapters never stand on each other. A new package is added here first.
 */
export const LAYERS: Readonly<Record<string, readonly string[]>> = {
  "@tlspin/core": [],
  "@tlspin/lint": ["@tlspin/core"],
  "@tlspin/formats": ["@tlspin/core"],
  "@tlspin/rotation": ["@tlspin/core", "@tlspin/lint", "@tlspin/formats"],
  "@tlspin/testing": ["@tlspin/core"],
  "@tlspin/policy-file": ["@tlspin/core"],
  "@tlspin/tls": ["@tlspin/core", "@tlspin/policy-file"],
  "@tlspin/undici": ["@tlspin/core", "@tlspin/tls"],
  "@tlspin/node": ["@tlspin/core", "@tlspin/tls", "@tlspin/undici"],
  "@tlspin/deno": ["@tlspin/core", "@tlspin/tls", "@tlspin/undici"],
  "@tlspin/bun": ["@tlspin/core", "@tlspin/tls", "@tlspin/undici"],
  "@tlspin/electron": ["@tlspin/core", "@tlspin/policy-file"],
  tlspin: [
    "@tlspin/core",
    "@tlspin/lint",
    "@tlspin/formats",
    "@tlspin/rotation",
    "@tlspin/policy-file",
    "@tlspin/testing",
    "@tlspin/tls",
    "@tlspin/node",
  ],
};

/** Names each dependency and each import that points up or sideways, or is not declared. */
export function layerOffences(pkg: WorkspacePackage): readonly string[] {
  const below = LAYERS[pkg.manifest.name];
  if (below === undefined) return [`${pkg.folder}: ${pkg.manifest.name} has no place in LAYERS`];

  return [
    ...manifestOffences(pkg, below),
    ...pkg.sources.flatMap((file) => importOffences(pkg, file, "src")),
    ...pkg.tests.flatMap((file) => importOffences(pkg, file, "test")),
  ];
}

function manifestOffences(pkg: WorkspacePackage, below: readonly string[]): readonly string[] {
  const { name, dependencies, devDependencies, optionalDependencies, peerDependencies } =
    pkg.manifest;
  const shipped = { ...dependencies, ...optionalDependencies, ...peerDependencies };
  const inTests = new Set([...below, ...(name === "@tlspin/core" ? [] : ["@tlspin/testing"])]);
  return [
    ...ours(Object.keys(shipped)).filter((other) => !below.includes(other)),
    ...ours(Object.keys(devDependencies ?? {})).filter((other) => !inTests.has(other)),
  ].map((other) => `${pkg.folder}/package.json: ${name} may not stand on ${other}`);
}

function importOffences(
  pkg: WorkspacePackage,
  file: SourceFile,
  part: "src" | "test",
): readonly string[] {
  return importsOf(file).flatMap(({ specifier }) => {
    const problem = specifier === undefined ? undefined : problemOf(pkg, { file, specifier, part });
    return problem === undefined ? [] : [`${file.path}: imports ${specifier}, ${problem}`];
  });
}

interface Mention {
  readonly file: SourceFile;
  readonly specifier: string;
  readonly part: "src" | "test";
}

function problemOf(pkg: WorkspacePackage, { file, specifier, part }: Mention): string | undefined {
  if (specifier.startsWith("node:")) return undefined;
  if (!specifier.startsWith(".")) return undeclaredProblemOf(pkg, packageNameOf(specifier), part);

  const home = part === "src" ? `${pkg.folder}/src/` : `${pkg.folder}/`;
  const target = posix.join(posix.dirname(file.path), specifier);
  const lent = part === "test" && LENT_TO_TESTS[pkg.manifest.name] === target;
  return lent || target.startsWith(home) ? undefined : `which is outside ${home}`;
}

function undeclaredProblemOf(
  pkg: WorkspacePackage,
  name: string,
  part: "src" | "test",
): string | undefined {
  if (declares(pkg, name, part) || (part === "test" && TEST_TOOLS.has(name))) return undefined;
  return `which ${pkg.folder}/package.json does not declare for ${part}`;
}

function declares({ manifest }: WorkspacePackage, name: string, part: "src" | "test"): boolean {
  if (name in { ...manifest.dependencies, ...manifest.peerDependencies }) return true;
  return part === "test" && (name === manifest.name || name in (manifest.devDependencies ?? {}));
}

function ours(names: readonly string[]): readonly string[] {
  return names.filter((name) => name === "tlspin" || name.startsWith("@tlspin/"));
}

function packageNameOf(specifier: string): string {
  const [first = "", second = ""] = specifier.split("/");
  return first.startsWith("@") ? `${first}/${second}` : first;
}

// The core's tests forge with the test equipment. To declare it would make a cycle of packages, and
// this file of it imports nothing of the core.
const LENT_TO_TESTS: Readonly<Record<string, string>> = {
  "@tlspin/core": "packages/testing/src/forge.ts",
};

// Declared once, at the root.
const TEST_TOOLS: ReadonlySet<string> = new Set(["vitest"]);
