import { fileURLToPath } from "node:url";

/** The Node.js to start processes with: this one, or `node` on the PATH elsewhere. */
export function nodePath(): string {
  const isNode = process.versions["bun"] === undefined && process.versions["deno"] === undefined;
  return isNode ? process.execPath : "node";
}

/** The file of a process that we start. From the sources it runs through type stripping. */
export function nodeEntry(name: string): string {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return fileURLToPath(new URL(`./${name}.${extension}`, import.meta.url));
}
