import { open } from "node:fs/promises";

import { CommandError } from "./command-error.ts";
import { causeOf } from "./system-error.ts";

/** What a file holds, and how messages name it. */
export interface Input {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Reads a file, or standard input for `-`.
 *
 * @throws {CommandError} It cannot be read, or is larger than any policy or chain.
 */
export async function readInput(path: string): Promise<Input> {
  const name = path === "-" ? "standard input" : path;
  return { name, bytes: path === "-" ? await readAll(name, process.stdin) : await readPath(path) };
}

/**
 * The same as text, with its byte order mark if it has one: an app refuses a policy that begins with one.
 * Bytes that are not UTF-8 are refused.
 *
 * @throws {CommandError} It cannot be read, or is not text.
 */
export async function readText(
  path: string,
): Promise<{ readonly name: string; readonly text: string }> {
  const { name, bytes } = await readInput(path);
  try {
    const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    return { name, text: utf8.decode(bytes) };
  } catch {
    throw unreadable(name, "it is not UTF-8 text");
  }
}

async function readPath(path: string): Promise<Uint8Array> {
  try {
    const handle = await open(path);
    return await readAll(path, handle.createReadStream());
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw unreadable(path, causeOf(error));
  }
}

async function readAll(name: string, stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > LARGEST) throw unreadable(name, "it is larger than 16 MiB");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function unreadable(name: string, cause: string): CommandError {
  return new CommandError(`${name} cannot be read: ${cause}`, {
    exitCode: 2,
    code: "file-unreadable",
    hint: "check the path; - reads standard input",
  });
}

const LARGEST = 16 * 1024 * 1024;
