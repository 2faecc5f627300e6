import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

import type { Judged } from "./report.ts";

/** Measures the rows that look into our packages, in a process that resolves these to their source. */
export async function judgedRows(words: readonly string[]): Promise<readonly Judged[]> {
  const program = join(import.meta.dirname, "../programs/rows.ts");
  const args = ["--conditions=@tlspin/source", program, ...words];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const lines = stdout.split("\n").filter((line) => line !== "");
  return lines.map((line): Judged => JSON.parse(line));
}
