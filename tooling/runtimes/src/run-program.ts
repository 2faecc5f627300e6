import { execFile } from "node:child_process";
import { join } from "node:path";

/**
 * Runs one of `programs/` on a Node.js binary and reads the JSON of each line that it wrote.
 *
 * @throws {Error} It wrote nothing; the message holds what it said on standard error.
 */
export function runProgram(
  node: string,
  program: string,
  args: readonly string[] = [],
): Promise<readonly unknown[]> {
  const path = join(import.meta.dirname, "../programs", program);
  // Without the options of the Node.js that runs the tests: as at our users'.
  const { NODE_OPTIONS: _ours, ...env } = process.env;
  return new Promise((resolve, reject) => {
    execFile(node, [path, ...args], { env, maxBuffer: MEGABYTES }, (_failed, stdout, stderr) => {
      // A program may report a failure line by line and exit with it; the lines then say more.
      const lines = stdout.split("\n").filter((line) => line !== "");
      if (lines.length === 0) reject(new Error(`${node} ${path}\n${stderr}`));
      else resolve(lines.map((line): unknown => JSON.parse(line)));
    });
  });
}

const MEGABYTES = 16 * 1024 * 1024;
