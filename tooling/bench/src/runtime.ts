import type { Runtime } from "./row.ts";

/** The runtime that runs this program. Deno and Bun say that they are Node.js as well. */
export const RUNTIME: Runtime = runtimeOf(process.versions);

function runtimeOf(versions: Readonly<Record<string, string | undefined>>): Runtime {
  if (versions["deno"] !== undefined) return "Deno";
  return versions["bun"] === undefined ? "Node.js" : "Bun";
}
