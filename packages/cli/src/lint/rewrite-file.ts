import { randomUUID } from "node:crypto";
import { chmod, readFile, realpath, rename, stat, unlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { CommandError } from "../command-error.ts";
import { causeOf } from "../system-error.ts";

/** A new text for a file, and the text that it was made from. */
export interface Rewrite {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/**
 * Gives a file a new text in one step: written beside it, flushed, then renamed over it. Its mode stays,
 * and where the path is a link, the file that it leads to is rewritten.
 *
 * @throws {CommandError} It cannot be written, or somebody changed it meanwhile.
 */
export async function rewriteFile({ path, before, after }: Rewrite): Promise<void> {
  try {
    const file = await realpath(path);
    const draft = join(dirname(file), `.${randomUUID()}.tlspin`);
    try {
      const { mode } = await stat(file);
      await writeFile(draft, after, { flag: "wx", flush: true });
      await chmod(draft, mode);
      const now = await readFile(file, "utf8");
      if (now.replace(/^\uFEFF/, "") !== before) throw changedMeanwhile(path);
      await rename(draft, file);
    } finally {
      await unlink(draft).catch(() => {});
    }
  } catch (error) {
    throw error instanceof CommandError ? error : notWritten(path, error);
  }
}

function changedMeanwhile(path: string): CommandError {
  return new CommandError(`${path} changed while it was being judged`, {
    exitCode: 2,
    code: "file-not-written",
    hint: "nothing was written; run the command again",
  });
}

function notWritten(path: string, error: unknown): CommandError {
  return new CommandError(`${path} cannot be written: ${causeOf(error)}`, {
    exitCode: 2,
    code: "file-not-written",
    hint: "nothing was written; check who may write to the file and its folder",
  });
}
