import { randomUUID } from "node:crypto";
import { link, mkdir, open, rmdir, unlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

import { CommandError } from "./command-error.ts";
import { causeOf, hasCode } from "./system-error.ts";

/** A file to make. Folders that are missing are made with `folderMode`. */
export interface NewFile {
  readonly path: string;
  readonly content: string;
  readonly mode: number;
  readonly folderMode: number;
}

/** A file that only its owner reads, in a folder that only its owner enters. */
export function privateFile(path: string, content: string): NewFile {
  return { path, content, mode: 0o600, folderMode: 0o700 };
}

/** A file like any other. */
export function ordinaryFile(path: string, content: string): NewFile {
  return { path, content, mode: 0o644, folderMode: 0o755 };
}

/**
 * Makes all files, or none. No file that exists is touched: each one is written beside its place and
 * then linked into it, which fails where something stands there already.
 *
 * @throws {CommandError} A file exists, or cannot be written. Nothing was left behind.
 */
export async function writeNewFiles(files: readonly NewFile[]): Promise<void> {
  const undo: (() => Promise<void>)[] = [];
  try {
    // One by one, so that the last file tells that all are there.
    for (const file of files) await stage(file, undo);
  } catch (error) {
    // Backwards: a folder is empty once its files are gone.
    for (const step of undo.toReversed()) await step().catch(ignore);
    throw error;
  }
}

async function stage(file: NewFile, undo: (() => Promise<void>)[]): Promise<void> {
  try {
    await makeFolder(file, undo);
    const draft = join(dirname(file.path), `.${randomUUID()}.tlspin`);
    try {
      await writeDraft(draft, file);
      await place(draft, file.path);
      undo.push(() => unlink(file.path));
    } finally {
      await unlink(draft).catch(ignore);
    }
  } catch (error) {
    throw error instanceof CommandError ? error : writeError(file.path, error);
  }
}

// Linking fails where anything stands at the path. Renaming would replace it.
async function place(draft: string, path: string): Promise<void> {
  try {
    await link(draft, path);
  } catch (error) {
    throw hasCode(error, "EEXIST") ? existsError(path) : error;
  }
}

async function makeFolder(
  { path, folderMode }: NewFile,
  undo: (() => Promise<void>)[],
): Promise<void> {
  const folder = resolve(dirname(path));
  const made = await mkdir(folder, { recursive: true, mode: folderMode });
  if (made === undefined) return;
  for (const each of foldersBetween(made, folder)) undo.push(() => rmdir(each));
}

/** The folders from the topmost that was made down to the one that was asked for. */
function foldersBetween(top: string, bottom: string): readonly string[] {
  const folders = [bottom];
  for (let folder = bottom; folder !== top && folder !== dirname(folder);) {
    folder = dirname(folder);
    folders.unshift(folder);
  }
  return folders;
}

// "wx": fails where the path exists, also as a dangling link. Flushed, because a key that a released
// policy pins must not be lost to a power cut.
async function writeDraft(draft: string, { content, mode }: NewFile): Promise<void> {
  const handle = await open(draft, "wx", mode);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function writeError(path: string, error: unknown): CommandError {
  return new CommandError(`${path} cannot be written: ${causeOf(error)}`, {
    exitCode: 2,
    code: "file-not-written",
    hint: "nothing was written; choose a folder that you may write to, on a file system with hard links",
  });
}

/** Makes the error for a file that stands where another was to be made. */
export function existsError(path: string): CommandError {
  return new CommandError(`${path} exists already and is never overwritten`, {
    exitCode: 2,
    code: "file-exists",
    hint: "a released policy may depend on it: choose another name, or move it away first",
  });
}

function ignore(): void {}
