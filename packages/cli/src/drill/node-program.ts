import { constants } from "node:fs";
import { access, open } from "node:fs/promises";
import { basename, delimiter, join } from "node:path";

import { CommandError, usageError } from "../command-error.ts";

/**
 * Makes sure that a command can be redirected. Any other program would dial the genuine servers of the
 * policy, which is what a drill must not do.
 *
 * @throws {CommandError} It is a native program that is not Node.js, or is not found.
 */
export async function requireNodeProgram([file]: readonly [string, ...unknown[]]): Promise<void> {
  const path = await pathOf(file);
  if (path === undefined) {
    throw new CommandError(`${file} is not found`, {
      exitCode: 2,
      code: "program-not-started",
      hint: "write the program as in a shell: tlspin drill -- node app.js",
    });
  }
  const name = basename(path).replace(/\.exe$/i, "");
  const problem = LAUNCHERS.test(name) ? undefined : await foreignKind(path);
  if (problem === undefined) return;
  throw usageError(
    `${file} ${problem}, so the drill cannot redirect it`,
    "for other programs: tlspin drill pins.json --listen",
  );
}

/** A script names its interpreter in the first line; anything without one is native. */
async function foreignKind(path: string): Promise<string | undefined> {
  const first = await firstLineOf(path);
  if (!first.startsWith("#!")) return "is no Node.js program";
  return INTERPRETERS.test(first) ? undefined : `is run by ${first.slice(2).trim()}`;
}

async function firstLineOf(path: string): Promise<string> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(200), 0, 200, 0);
    return buffer.toString("latin1", 0, bytesRead).split("\n", 1).join("");
  } finally {
    await handle.close();
  }
}

async function pathOf(file: string): Promise<string | undefined> {
  const folders = /[/\\]/.test(file) ? [""] : (process.env["PATH"] ?? "").split(delimiter);
  for (const folder of folders) {
    const path = folder === "" ? file : join(folder, file);
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return undefined;
}

// What starts other programs: whether those are of Node.js, the journal tells.
const LAUNCHERS = /^(?:node(?:js)?|[a-z]*sh|busybox|env|timeout|nice|xvfb-run)(?:[-.\d]*)$/;

const INTERPRETERS = /\b(?:node(?:js)?|[a-z]*sh)\b/;
