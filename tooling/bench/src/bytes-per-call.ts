import { microsecondsOf } from "./rounds.ts";

/** Whether this process can tell what is allocated: Node.js with `--expose-gc`. */
export function canCountBytes(): boolean {
  return process.versions["bun"] === undefined && globalThis.gc !== undefined;
}

/** The bytes that one call leaves on the heap. The young generation must be larger than all of them. */
export function bytesPerCall(run: () => unknown, times: number): number {
  microsecondsOf(run, times);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < times; i++) run();
  const after = process.memoryUsage().heapUsed;
  return (after - before) / times;
}
