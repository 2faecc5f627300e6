import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** A runtime that fails open, and what was measured of it. */
export interface FailOpenRuntime {
  /** The name under which it is installed: `bun-1.3.14`. */
  readonly alias: string;
  /** Through what the man in the middle got application bytes, without the gate. */
  readonly leaks: readonly string[];
}

/** One line of `measure-leaks.mjs`. */
export interface Attempt {
  readonly through: string;
  readonly outcome: string;
  readonly peer?: string;
  readonly bytes?: number;
  readonly connections?: number;
  readonly allowUntestedRuntime?: boolean;
}

/** Attacks ordinary code and our doors in a runtime. `undefined` where it is not installed. */
export function measureLeaks(alias: string): Promise<readonly Attempt[]> | undefined {
  const isDeno = alias.startsWith("deno");
  const binary = join(HOME, "binaries/node_modules", alias, isDeno ? "deno" : "bin/bun.exe");
  if (!existsSync(binary)) return undefined;
  const args = [...(isDeno ? ["run", "-A"] : []), "programs/measure-leaks.mjs", process.execPath];
  return new Promise((resolve) => {
    execFile(binary, args, { cwd: HOME, timeout: 60_000 }, (_failed, stdout) => {
      const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
      resolve(lines.map((line): Attempt => JSON.parse(line)));
    });
  });
}

const HOME = join(import.meta.dirname, "..");
