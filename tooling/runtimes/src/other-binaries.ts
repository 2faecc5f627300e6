import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One version of Deno or Bun that we support, and how a program is run on it. */
export interface OtherBinary {
  readonly runtime: "deno" | "bun";
  readonly version: string;
  /** `undefined` where it is not installed. */
  readonly path: string | undefined;
}

/** Lists the versions of Deno and Bun that the package.json beside us locks: lowest and newest. */
export function otherBinaries(runtime?: OtherBinary["runtime"]): readonly OtherBinary[] {
  const manifest: Manifest = JSON.parse(readFileSync(join(HOME, "package.json"), "utf8"));
  return Object.entries(manifest.devDependencies)
    .flatMap(([alias, range]) => binaryOf(alias, range))
    .filter((binary) => runtime === undefined || binary.runtime === runtime);
}

/** The arguments before a program's path, for all that these programs do. */
export function runArguments({ runtime }: OtherBinary): readonly string[] {
  return runtime === "deno" ? ["run", "--allow-all"] : [];
}

function binaryOf(alias: string, range: string): readonly OtherBinary[] {
  const [, name, version = ""] = /^npm:(deno|bun)@(.*)$/.exec(range) ?? [];
  if (name === "deno") return [{ runtime: name, version, path: at(alias, "deno") }];
  return name === "bun" ? [{ runtime: name, version, path: at(alias, "bin/bun.exe") }] : [];
}

function at(alias: string, file: string): string | undefined {
  const path = join(HOME, "node_modules", alias, file);
  return existsSync(path) ? path : undefined;
}

interface Manifest {
  readonly devDependencies: Readonly<Record<string, string>>;
}

const HOME = join(import.meta.dirname, "..");
