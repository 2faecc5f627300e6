import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll } from "vitest";

/** What a run of the command gave. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run it. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
}

/** Runs the command as a process, from its source, without a terminal. */
export function tlspin(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return runNode(["--conditions=@tlspin/source", SOURCE, ...args], options);
}

/** Runs a script of Node.js the same way. */
export function runNode(args: readonly string[], { cwd, env, input }: RunOptions): Promise<Run> {
  const child = spawn(process.execPath, args, { cwd, env: { ...BASE_ENV, ...env } });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** Makes an empty folder, which is gone once the tests of the file are done. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tlspin-cli-"));
  folders.push(folder);
  return folder;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** The one JSON document of a run. */
export function documentOf({ stdout }: Run): Record<string, unknown> {
  const value: unknown = JSON.parse(stdout);
  if (typeof value !== "object" || value === null) throw new TypeError("no JSON object");
  return { ...value };
}

/** The entry point that runs the command from its source. */
export const SOURCE: string = fileURLToPath(new URL("run-source.ts", import.meta.url));

// Nothing of the caller's environment but the path, so that no passphrase or colour slips in. The
// cache saves the stripping of types in each of some hundred processes.
const BASE_ENV: Readonly<Record<string, string>> = {
  PATH: process.env["PATH"] ?? "",
  NODE_COMPILE_CACHE: fileURLToPath(new URL("../node_modules/.cache/compile", import.meta.url)),
};
