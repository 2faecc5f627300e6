import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One package of the workspace, with what the rules look at. */
export interface WorkspacePackage {
  /** Its folder, from the repository's root: `packages/core`. */
  readonly folder: string;
  readonly manifest: Manifest;
  /** What is built and published. */
  readonly sources: readonly SourceFile[];
  readonly tests: readonly SourceFile[];
}

/** A file by its path from the repository's root. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** The fields of a package.json that the rules read. */
export interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly license?: string;
  readonly type?: string;
  readonly sideEffects?: boolean | readonly string[];
  readonly files?: readonly string[];
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly engines?: Readonly<Record<string, string>>;
  readonly repository?: Readonly<Record<string, string>>;
  readonly publishConfig?: Readonly<Record<string, unknown>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** The repository that this file is in. */
export const ROOT: string = join(import.meta.dirname, "../../..");

/** Reads the packages in the folders that match, for example `packages/*`. */
export function packagesIn(pattern: string): readonly WorkspacePackage[] {
  return globSync(`${pattern}/package.json`, { cwd: ROOT })
    .toSorted()
    .map((path) => packageAt(path.slice(0, -"/package.json".length)));
}

function packageAt(folder: string): WorkspacePackage {
  const manifest: Manifest = JSON.parse(readFileSync(join(ROOT, folder, "package.json"), "utf8"));
  return {
    folder,
    manifest,
    sources: filesIn(`${folder}/src/**/*.ts`),
    tests: filesIn(`${folder}/test/**/*.ts`),
  };
}

/** Reads the files that match a pattern, in the order of their paths. */
export function filesIn(pattern: string): readonly SourceFile[] {
  return globSync(pattern, { cwd: ROOT })
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));
}
