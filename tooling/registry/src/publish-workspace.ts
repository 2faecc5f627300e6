import { globSync, realpathSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { pack, type Tarball } from "@tlspin-tooling/packages/tarball";

import { installedClosure } from "./installed-closure.ts";
import type { Outside } from "./outside.ts";

/**
 * Publishes the tarball of each of our packages, and whatever they need in production, packed from what
 * is installed here: so no network is needed.
 *
 * @param root - The workspace.
 * @returns The tarballs of our packages.
 */
export async function publishWorkspace(outside: Outside, root: string): Promise<Tarball[]> {
  const folders = globSync("packages/*", { cwd: root }).map((path) =>
    realpathSync(join(root, path)),
  );
  const needed = installedClosure(folders).filter(({ folder }) => !folders.includes(folder));
  for (const { folder } of needed) await publish(folder, outside);
  const tarballs: Tarball[] = [];
  for (const folder of folders.toSorted()) tarballs.push(await publishPacked(folder, outside));
  return tarballs;
}

async function publishPacked(folder: string, outside: Outside): Promise<Tarball> {
  const into = await mkdtemp(join(tmpdir(), "tlspin-pack-"));
  try {
    const tarball = pack(folder, into);
    await publish(tarball.path, outside);
    return tarball;
  } finally {
    await rm(into, { recursive: true });
  }
}

/** Publishes a tarball, or a folder that holds a package as others install it. */
export async function publish(what: string, outside: Outside): Promise<void> {
  const project = await outside.project("publisher");
  const options = ["--registry", outside.registry, "--no-git-checks", "--ignore-scripts"];
  await project.succeed("pnpm", ["publish", what, ...options]);
}
