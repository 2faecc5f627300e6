import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One version of Node.js that we support, and where it is installed. */
export interface NodeBinary {
  readonly version: string;
  /** `undefined` where its package is not made for this machine. */
  readonly path: string | undefined;
}

/**
 * Lists the Node.js versions that the package.json beside us locks: the lowest and the newest of each
 * supported line, and the one that runs our own scripts.
 */
export function nodeBinaries(): readonly NodeBinary[] {
  const manifest: Manifest = JSON.parse(readFileSync(join(HOME, "package.json"), "utf8"));
  const locked = Object.entries(manifest.optionalDependencies).map(([alias, range]) => ({
    version: range.slice(range.lastIndexOf("@") + 1),
    path: ifExists(join(HOME, "node_modules", alias, "bin/node")),
  }));
  return [...locked, { version: process.versions.node, path: process.execPath }];
}

function ifExists(path: string): string | undefined {
  return existsSync(path) ? path : undefined;
}

interface Manifest {
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

const HOME = join(import.meta.dirname, "..");
