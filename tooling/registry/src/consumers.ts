import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

import { otherBinaries } from "@tlspin-tooling/runtimes/other-binaries";

/** A package manager, and the runtime in whose projects it is used here. */
export interface Consumer {
  readonly manager: "npm" | "pnpm" | "deno" | "bun";
  readonly adapter: string;
  /** The manager's program. `undefined` where this machine has none. */
  readonly program: string | undefined;
  /** The command that runs a program of the project, without the program. */
  readonly runtime: readonly string[];
  /** The file with which it holds no new version back; `undefined` where it holds none back unasked. */
  readonly exceptions?: string;
}

/** The four, whether this machine has them or not. */
export function consumers(): readonly Consumer[] {
  const deno = newest("deno");
  const bun = newest("bun");
  return [
    { manager: "npm", program: onPath("npm"), ...NODE },
    { manager: "pnpm", program: onPath("pnpm"), ...NODE, exceptions: "pnpm-workspace.yaml" },
    {
      manager: "deno",
      program: deno,
      adapter: "@tlspin/deno",
      runtime: [String(deno), "run", "--allow-all"],
      exceptions: "deno.json",
    },
    { manager: "bun", program: bun, adapter: "@tlspin/bun", runtime: [String(bun)] },
  ];
}

/** The arguments with which its manager adds a package to a project. */
export function addingTo({ manager }: Consumer, name: string): readonly string[] {
  if (manager === "npm") return ["install", name];
  return ["add", manager === "deno" ? `npm:${name}` : name];
}

function onPath(name: string): string | undefined {
  const folders = process.env["PATH"]?.split(delimiter) ?? [];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

function newest(runtime: "deno" | "bun"): string | undefined {
  const byAge = otherBinaries(runtime).toSorted((one, other) =>
    one.version.localeCompare(other.version, "en", { numeric: true }),
  );
  return byAge.at(-1)?.path;
}

const NODE = { adapter: "@tlspin/node", runtime: [process.execPath] };
