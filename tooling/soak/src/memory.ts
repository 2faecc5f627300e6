import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** What the process holds, in megabytes, once everything that nobody needs is gone. */
export interface Memory {
  readonly heap: number;
  /** Everything, the TLS library's memory included. */
  readonly resident: number;
}

export function memoryNow(): Memory {
  // Twice: what finalizers let go of in the first round goes in the second.
  collect();
  collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: (heapUsed + external) / MEGABYTE, resident: rss / MEGABYTE };
}

/** How much more is held at the end than after the warm-up: the median of each third. */
export function growthOf(samples: readonly number[]): number {
  const third = Math.max(1, Math.floor(samples.length / 3));
  return medianOf(samples.slice(-third)) / medianOf(samples.slice(0, third));
}

function medianOf(samples: readonly number[]): number {
  return samples.toSorted((a, b) => a - b)[Math.floor(samples.length / 2)] ?? Number.NaN;
}

function collectorOf(): () => void {
  setFlagsFromString("--expose-gc");
  const gc: unknown = runInNewContext("gc");
  if (typeof gc !== "function") throw new Error("this Node.js gives no access to its collector");
  return () => void Reflect.apply(gc, undefined, []);
}

const collect = collectorOf();

const MEGABYTE = 1024 * 1024;
