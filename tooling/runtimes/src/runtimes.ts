import { nodeBinaries } from "./node-binaries.ts";
import { otherBinaries, runArguments } from "./other-binaries.ts";
import type { Call } from "./run-program.ts";

/** One release of a runtime that we support. */
export interface Runtime {
  /** `Node.js 22.12.0`. */
  readonly name: string;
  /** The line that it belongs to, as tables head it: `Node.js 22`. */
  readonly line: string;
  /** How a program is run on it. `undefined` where it is not installed. */
  readonly call: Call | undefined;
}

/** The lowest and the newest release of each line that we support. */
export function runtimes(): readonly Runtime[] {
  const nodes = nodeBinaries().map(({ version, path }) => ({
    name: `Node.js ${version}`,
    line: `Node.js ${version.split(".")[0]}`,
    call: path === undefined ? undefined : { path },
  }));
  const others = otherBinaries().map((binary) => {
    const line = binary.runtime === "deno" ? "Deno" : "Bun";
    const { path } = binary;
    const call = path === undefined ? undefined : { path, before: runArguments(binary) };
    return { name: `${line} ${binary.version}`, line, call };
  });
  return [...nodes, ...others].toSorted((a, b) => orderOf(a) - orderOf(b));
}

/** The lines, each once. */
export function lines(): readonly string[] {
  return [...new Set(runtimes().map(({ line }) => line))];
}

// Stable, so that the releases of a line stay in the order of package.json: a floor is named after
// the newest one there.
function orderOf({ line, name }: Runtime): number {
  const [, minor = 0, patch = 0] = /\.(\d+)\.(\d+)$/.exec(name)?.map(Number) ?? [];
  return LINES.indexOf(line) * 1e6 + minor * 1e3 + patch;
}

const LINES: readonly string[] = ["Node.js 22", "Node.js 24", "Node.js 26", "Deno", "Bun"];
