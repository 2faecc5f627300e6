import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { otherBinaries, runArguments } from "@tlspin-tooling/runtimes/other-binaries";

import type { Row, Runtime } from "./row.ts";

/** A runtime that is installed here, and how it is called for a program. */
export interface Installed {
  readonly runtime: Runtime;
  readonly path: string;
  /** What stands before the program's path. */
  readonly before: readonly string[];
}

/** This Node.js, and the newest Deno and Bun that are installed. */
export function installedRuntimes(): readonly Installed[] {
  const others = otherBinaries().flatMap((binary) =>
    binary.path === undefined ? [] : [{ ...binary, path: binary.path }],
  );
  const newest = new Map(others.map((binary) => [binary.runtime, binary]));
  return [
    { runtime: "Node.js", path: process.execPath, before: NODE_FLAGS },
    ...[...newest.values()].map((binary) => ({
      runtime: NAMES[binary.runtime],
      path: binary.path,
      before: runArguments(binary),
    })),
  ];
}

/**
 * Runs one of `programs/`, and gives the rows that it printed.
 *
 * @throws {Error} It ended with another exit code than 0.
 */
export async function rowsOf(
  program: string,
  { path, before }: Installed,
  scene: string,
): Promise<readonly Row[]> {
  const child = spawn(path, [...before, join(PROGRAMS, program), scene], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const rows: Row[] = [];
  for await (const line of createInterface({ input: child.stdout })) rows.push(JSON.parse(line));
  const code = await ended;
  if (code !== 0) throw new Error(`${program} ended with exit code ${code} in ${path}`);
  return rows;
}

// So that allocations can be counted: no collection within a round.
const NODE_FLAGS = ["--expose-gc", "--max-semi-space-size=64", "--min-semi-space-size=64"];

const NAMES = { deno: "Deno", bun: "Bun" } as const;

const PROGRAMS = join(import.meta.dirname, "../programs");
