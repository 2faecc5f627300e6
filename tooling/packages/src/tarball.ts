import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What somebody who installs one of our packages gets. */
export interface Tarball {
  readonly name: string;
  /** The file that would be published. */
  readonly path: string;
  /** Text by path inside the package: `dist/index.js`. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Packs the package in a folder, as publishing would: with `publishConfig` applied and workspace ranges
 * replaced by versions.
 *
 * @param into - An empty folder, which the caller removes.
 */
export function pack(folder: string, into: string): Tarball {
  execFileSync("pnpm", ["pack", "--pack-destination", into], { cwd: folder, stdio: "pipe" });
  const [path] = globSync(join(into, "*.tgz"));
  if (path === undefined) throw new Error(`${folder}: pnpm packed nothing`);

  execFileSync("tar", ["-xzf", path, "-C", into]);
  const files = readFiles(join(into, "package"));
  const manifest: { readonly name: string } = JSON.parse(files.get("package.json") ?? "{}");
  return { name: manifest.name, path, files };
}

function readFiles(folder: string): ReadonlyMap<string, string> {
  const entries = globSync("**/*", { cwd: folder, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    paths
      .toSorted()
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")] as const),
  );
}
