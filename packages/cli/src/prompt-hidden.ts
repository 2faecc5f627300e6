import { createInterface } from "node:readline";
import { Writable } from "node:stream";

import { CommandError } from "./command-error.ts";

/**
 * Asks for a line on the terminal, without showing what is typed.
 *
 * @param otherwise - What to do where standard input is no terminal.
 * @throws {CommandError} It is none, or the question was cancelled.
 */
export async function promptHidden(question: string, otherwise: string): Promise<string> {
  if (!process.stdin.isTTY) throw noPassphrase("there is no terminal to ask on", otherwise);
  try {
    return await readHidden(question);
  } catch {
    throw noPassphrase("the question was cancelled", "run the command again; nothing was written");
  } finally {
    process.stderr.write("\n");
  }
}

function readHidden(question: string): Promise<string> {
  const swallow = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: swallow, terminal: true });
  // The reader has switched the terminal's echo off. Asked any earlier, a quick answer would show.
  process.stderr.write(question);
  return new Promise((resolve, reject) => {
    let line: string | undefined;
    reader.once("line", (text) => {
      line = text;
      reader.close();
    });
    // Without a listener for SIGINT, Ctrl-C closes the reader, as Ctrl-D does.
    reader.once("close", () => {
      if (line === undefined) reject(new Error("cancelled"));
      else resolve(line);
    });
  });
}

function noPassphrase(problem: string, hint: string): CommandError {
  return new CommandError(`no passphrase: ${problem}`, {
    exitCode: 2,
    code: "passphrase-missing",
    hint,
  });
}
