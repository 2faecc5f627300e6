import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** A runtime below a floor, or in a line that was not measured, and what was measured of it here. */
export interface OldRuntime {
  /** The name under which it is installed: `bun-1.3.14`. */
  readonly alias: string;
  /** It does not fail open, so a caller may ask for it: `allowUntestedRuntime: true`. */
  readonly admitted?: true;
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
  const [runtime = ""] = alias.split("-");
  const { file, before } = RUNS[runtime] ?? { file: "", before: [] };
  const binary = join(HOME, "binaries/node_modules", alias, file);
  if (!existsSync(binary)) return undefined;
  const args = [...before, "programs/measure-leaks.mjs", process.execPath];
  return new Promise((resolve) => {
    execFile(binary, args, { cwd: HOME, timeout: 60_000 }, (_failed, stdout) => {
      const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
      resolve(lines.map((line): Attempt => JSON.parse(line)));
    });
  });
}

const RUNS: Readonly<Record<string, { readonly file: string; readonly before: string[] }>> = {
  bun: { file: "bin/bun.exe", before: [] },
  deno: { file: "deno", before: ["run", "-A"] },
  node: { file: "bin/node", before: [] },
};

const HOME = join(import.meta.dirname, "..");
