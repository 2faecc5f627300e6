import { fileURLToPath } from "node:url";

import type { UnpinnedName } from "./story.ts";

/** The path of a module that is run, not imported: built, or source, as the module that asks. */
export function entryPath(name: string): string {
  return fileURLToPath(entryUrl(name));
}

/** Loaded before a program of the story, it makes each host name this machine. */
export const LOOPBACK_NAMES: string = entryPath("programs/loopback-names");

/** Programs that tlspin does not protect. They run in Node.js, Deno and Bun as they stand. */
export const UNPINNED: Readonly<Record<UnpinnedName, string>> = {
  "plain fetch": entryPath("programs/plain-fetch"),
  "naive check": entryPath("programs/naive-check"),
};

function entryUrl(name: string): URL {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return new URL(`./${name}.${extension}`, import.meta.url);
}
