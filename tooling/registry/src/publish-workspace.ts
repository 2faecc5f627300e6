import { globSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { pack } from "@tlspin-tooling/packages/tarball";

import { installedClosure } from "./installed-closure.ts";
import type { Outside } from "./outside.ts";

/**
 * Publishes the tarball of each of our packages, and whatever they need in production, packed from what
 * is installed here: so no network is needed.
 */
export async function publishWorkspace(outside: Outside): Promise<void> {
  const ours = globSync("packages/*", { cwd: ROOT }).map((path) => join(ROOT, path));
  for (const { folder } of installedClosure(ours)) {
    if (ours.includes(folder)) await publishPacked(folder, outside);
    else await publish(folder, outside);
  }
}

async function publishPacked(folder: string, outside: Outside): Promise<void> {
  const into = await mkdtemp(join(tmpdir(), "tlspin-pack-"));
  try {
    await publish(pack(folder, into).path, outside);
  } finally {
    await rm(into, { recursive: true });
  }
}

/** Publishes a tarball, or a folder that holds a package as others install it. */
async function publish(what: string, outside: Outside): Promise<void> {
  const project = await outside.project("publisher");
  const options = ["--registry", outside.registry, "--no-git-checks", "--ignore-scripts"];
  await project.succeed("pnpm", ["publish", what, ...options]);
}

const ROOT = join(import.meta.dirname, "../../..");
