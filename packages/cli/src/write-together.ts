import { unlink } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

import { CommandError } from "./command-error.ts";
import { exists } from "./key-files.ts";
import { rewriteFile } from "./lint/rewrite-file.ts";
import { readText } from "./read-input.ts";
import { ordinaryFile, writeNewFiles } from "./write-file.ts";

/** A new text for a file, and the text that it was made from: `undefined` where there was no file. */
export interface Draft {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string;
}

/**
 * Gives several files new texts, all of them or none, also where the machine stops half-way: what is
 * to be written goes into a journal first, and {@link finishWriting} goes on from it.
 *
 * @throws {CommandError} A file changed meanwhile or cannot be written, or another run is writing.
 */
export async function writeTogether(journal: string, drafts: readonly Draft[]): Promise<void> {
  const changed = drafts.filter(({ before, after }) => before !== after);
  if (changed.length === 0) return;
  for (const draft of changed) {
    if ((await textAt(draft.path)) !== draft.before) throw changedMeanwhile(draft.path);
  }
  // It is never written over another one, so that two runs do not mix.
  if (await exists(journal)) throw anotherRun(journal);
  await writeNewFiles([ordinaryFile(journal, journalText(journal, changed))]);
  await carryOut(journal, changed);
}

/**
 * Finishes what a run that was stopped had begun to write. Tells whether there was anything.
 *
 * @throws {CommandError} Somebody changed a file since, so that it is not known what it is to become.
 */
export async function finishWriting(journal: string): Promise<boolean> {
  if (!(await exists(journal))) return false;
  const drafts = draftsIn(journal, (await readText(journal)).text);
  const left: Draft[] = [];
  for (const draft of drafts) {
    const text = await textAt(draft.path);
    if (text === draft.after) continue;
    if (text !== draft.before) throw changedSince(draft.path, journal);
    left.push(draft);
  }
  await carryOut(journal, left);
  return true;
}

async function carryOut(journal: string, drafts: readonly Draft[]): Promise<void> {
  try {
    for (const draft of drafts) await write(draft);
    await unlink(journal);
  } catch (error) {
    throw error instanceof CommandError ? unfinished(error, journal) : error;
  }
}

async function write({ path, before, after }: Draft): Promise<void> {
  if (before === undefined) await writeNewFiles([ordinaryFile(path, after)]);
  else await rewriteFile({ path, before, after });
}

async function textAt(path: string): Promise<string | undefined> {
  return (await exists(path)) ? (await readText(path)).text : undefined;
}

// Paths are kept as seen from the journal, so that it can be finished from any folder.
function journalText(journal: string, drafts: readonly Draft[]): string {
  const files = drafts.map(({ path, before, after }) => {
    return { path: relative(dirname(journal), path), before: before ?? null, after };
  });
  return `${JSON.stringify({ version: 1, files }, undefined, 2)}\n`;
}

function draftsIn(journal: string, text: string): readonly Draft[] {
  const files = listIn(text);
  if (files === undefined || !files.every(isEntry)) throw unreadable(journal);
  return files.map(({ path, before, after }) => {
    return { path: join(dirname(journal), path), before: before ?? undefined, after };
  });
}

function listIn(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isJournal = typeof value === "object" && value !== null && "files" in value;
    return isJournal && Array.isArray(value.files) ? value.files : undefined;
  } catch {
    return undefined;
  }
}

interface Entry {
  readonly path: string;
  readonly before: string | null;
  readonly after: string;
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== "object" || value === null) return false;
  if (!("path" in value && "before" in value && "after" in value)) return false;
  const { path, before, after } = value;
  return [path, before ?? "", after].every((text) => typeof text === "string");
}

function changedMeanwhile(path: string): CommandError {
  return blame(`${path} changed meanwhile`, "nothing was written; run the command again");
}

function anotherRun(journal: string): CommandError {
  return blame(`another run is writing: ${journal} is there`, "run the command again");
}

function changedSince(path: string, journal: string): CommandError {
  return blame(
    `${path} changed after a run was stopped while it wrote`,
    `${journal} holds each file "before" and "after": put either into place, and remove it`,
  );
}

function unfinished({ message }: CommandError, journal: string): CommandError {
  const hint = `${journal} holds the rest: mend it and run any tlspin rotate, which finishes the writing`;
  return blame(`${message}, and not everything was written`, hint);
}

function unreadable(journal: string): CommandError {
  return blame(`${journal} is no journal of tlspin`, "move it away, and look what it is");
}

function blame(message: string, hint: string): CommandError {
  return new CommandError(message, { exitCode: 2, code: "file-not-written", hint });
}
