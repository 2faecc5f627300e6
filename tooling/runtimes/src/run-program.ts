import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

/**
 * Runs one of `programs/` on a Node.js binary and reads the JSON of its last line.
 *
 * @throws {Error} It did not end well; the message holds what it wrote to standard error.
 */
export async function runProgram(node: string, program: string): Promise<unknown> {
  const path = join(import.meta.dirname, "../programs", program);
  // Without the condition and the flags of the Node.js that runs the tests: as at our users'.
  const { stdout } = await promisify(execFile)(node, [path], { env: ENVIRONMENT });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}

const { NODE_OPTIONS: _options, ...ENVIRONMENT } = process.env;
