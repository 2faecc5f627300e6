import { execFile } from "node:child_process";
import { join } from "node:path";

/** What a program of `programs/` wrote before it ended, well or not. */
export interface ProgramOutput {
  /** The JSON of each line of standard output. */
  readonly lines: readonly unknown[];
  /** Standard error: where it crashed, why. */
  readonly stderr: string;
}

/** Runs one of `programs/` on a Node.js binary. */
export async function runProgram(
  node: string,
  program: string,
  args: readonly string[] = [],
): Promise<ProgramOutput> {
  const path = join(import.meta.dirname, "../programs", program);
  const { stdout, stderr } = await outputOf(node, [path, ...args]);
  const lines = stdout.split("\n").filter((line) => line !== "");
  return { lines: lines.map((line): unknown => JSON.parse(line)), stderr };
}

function outputOf(
  node: string,
  args: readonly string[],
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  // Without the options of the Node.js that runs the tests: as at our users'.
  const { NODE_OPTIONS: _ours, ...env } = process.env;
  return new Promise((resolve) => {
    execFile(node, args, { env, maxBuffer: MEGABYTES }, (_failed, stdout, stderr) =>
      resolve({ stdout, stderr }),
    );
  });
}

const MEGABYTES = 16 * 1024 * 1024;
