import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

/** A package as it is installed in the workspace. */
export interface InstalledPackage {
  readonly folder: string;
  /** `valibot@1.5.0` */
  readonly id: string;
}

/** What the packages in these folders need in production, themselves included, each once. */
export function installedClosure(folders: readonly string[]): readonly InstalledPackage[] {
  const found = new Map<string, InstalledPackage>();
  const open = [...folders];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    const { name, version, dependencies = {} } = manifestIn(folder);
    const id = `${name}@${version}`;
    if (found.has(id)) continue;
    found.set(id, { folder, id });
    open.push(...Object.keys(dependencies).map((needed) => resolve(needed, folder)));
  }
  return [...found.values()];
}

function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

// Where Node.js would look. Not every package lets its package.json be imported.
function resolve(name: string, from: string): string {
  const here = realpathSync(from);
  for (let at = here; at !== dirname(at); at = dirname(at)) {
    const candidate = join(at, "node_modules", name);
    if (existsSync(candidate)) return realpathSync(candidate);
  }
  throw new Error(`${name}, which ${from} depends on, is not installed`);
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}
