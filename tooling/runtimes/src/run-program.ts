import { execFile } from "node:child_process";
import { join } from "node:path";

/** How a runtime is called for a program. */
export interface Call {
  readonly path: string;
  /** What stands before the program's path. */
  readonly before?: readonly string[];
  /** What stands behind it. */
  readonly args?: readonly string[];
  /** What its environment says besides. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What a program of `programs/` wrote before it ended, well or not. */
export interface ProgramOutput {
  /** The JSON of each line of standard output. */
  readonly lines: readonly unknown[];
  /** Standard error: where it crashed, why. */
  readonly stderr: string;
}

/** Runs one of `programs/` on a runtime's binary. */
export async function runProgram(
  program: string,
  { path, before = [], args = [], env = {} }: Call,
): Promise<ProgramOutput> {
  const file = join(HOME, "programs", program);
  const { stdout, stderr } = await outputOf(path, [...before, file, ...args], env);
  const lines = stdout.split("\n").filter((line) => line !== "");
  return { lines: lines.map((line): unknown => JSON.parse(line)), stderr };
}

function outputOf(
  path: string,
  args: readonly string[],
  own: Readonly<Record<string, string>>,
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  // Without what the machine or the Node.js that runs the tests says: as at our users'.
  const { NODE_OPTIONS: _ours, NODE_EXTRA_CA_CERTS: _roots, ...rest } = process.env;
  const options = { cwd: HOME, env: { ...rest, ...own }, maxBuffer: MEGABYTES };
  return new Promise((resolve) => {
    execFile(path, args, options, (_failed, stdout, stderr) => resolve({ stdout, stderr }));
  });
}

const HOME = join(import.meta.dirname, "..");

const MEGABYTES = 16 * 1024 * 1024;
