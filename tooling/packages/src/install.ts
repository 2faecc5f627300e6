import { existsSync, mkdirSync, mkdtempSync, realpathSync, renameSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";

import { pack } from "./tarball.ts";

/**
 * Installs a package of ours from its tarball, and those of ours that it stands on from theirs. What
 * others made is linked from the workspace, so that no registry is asked.
 *
 * @param folder - The package: `packages/cli`.
 * @param into - A folder, which gets `node_modules`. The caller removes it.
 */
export function installPacked(folder: string, into: string): void {
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const packed = mkdtempSync(join(into, "packed-"));
    const { name, files } = pack(next, packed);
    const place = join(into, "node_modules", name);
    if (existsSync(place)) continue;
    mkdirSync(dirname(place), { recursive: true });
    renameSync(join(packed, "package"), place);

    for (const dependency of dependenciesIn(files.get("package.json"))) {
      const home = realpathSync(join(next, "node_modules", dependency));
      if (dependency.startsWith("@tlspin/")) waiting.push(home);
      else link(home, join(into, "node_modules", dependency));
    }
  }
}

function dependenciesIn(manifest = "{}"): readonly string[] {
  const { dependencies = {} }: { readonly dependencies?: object } = JSON.parse(manifest);
  return Object.keys(dependencies);
}

function link(target: string, path: string): void {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}
