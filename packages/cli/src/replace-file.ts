import { randomUUID } from "node:crypto";
import { readFile, rename, unlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { CommandError } from "./command-error.ts";
import { causeOf, hasCode } from "./system-error.ts";

/** A report to write, which takes the place of the last one. */
export interface Report {
  readonly path: string;
  readonly content: string;
  /** How every report of its kind begins. What begins otherwise is somebody else's file. */
  readonly opening: string;
}

/**
 * Writes a report in one step, so that whoever reads it meanwhile sees the last one or this one, whole.
 *
 * @throws {CommandError} Something else stands there, or it cannot be written.
 */
export async function replaceReport({ path, content, opening }: Report): Promise<void> {
  // Not named like a report: node_exporter reads whatever ends in .prom.
  const draft = join(dirname(path), `.${randomUUID()}.tlspin`);
  try {
    const last = await readLast(path);
    if (last !== "" && !last.startsWith(opening)) throw notOurs(path);
    await writeFile(draft, content, { flag: "wx", mode: 0o644, flush: true });
    await rename(draft, path);
  } catch (error) {
    await unlink(draft).catch(() => {});
    throw error instanceof CommandError ? error : notWritten(path, error);
  }
}

async function readLast(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return "";
    throw error;
  }
}

function notOurs(path: string): CommandError {
  return new CommandError(`${path} exists and is no report of this kind, so it stays`, {
    exitCode: 2,
    code: "file-exists",
    hint: "choose another name, or move it away first",
  });
}

function notWritten(path: string, error: unknown): CommandError {
  return new CommandError(`${path} cannot be written: ${causeOf(error)}`, {
    exitCode: 2,
    code: "file-not-written",
    hint: "choose a folder that exists and that you may write to",
  });
}
