import { median, quantile } from "./rounds.ts";

/** One figure of one runtime. */
export interface Row {
  readonly group: string;
  readonly name: string;
  readonly runtime: Runtime;
  readonly unit: Unit;
  /** The median over the rounds. A share is a fraction: 0.02 is 2 %. */
  readonly value: number;
  /** What one round in ten stayed below, and one in ten exceeded. Absent where nothing varies. */
  readonly low?: number;
  readonly high?: number;
  readonly target?: Target;
}

export type Runtime = "Node.js" | "Deno" | "Bun";

/** `times`: so many times as much as what the group compares with. */
export type Unit = "share" | "times" | "bytes" | "kB";

export type Target = { readonly atMost: number } | { readonly atLeast: number };

/** What a row is called, and what it should reach. */
export interface Title {
  readonly group: string;
  readonly name: string;
  readonly unit: Unit;
  readonly target?: Target;
}

/** The row of what was sampled once a round. */
export function rowOf(title: Title, runtime: Runtime, samples: readonly number[]): Row {
  return {
    ...title,
    runtime,
    value: median(samples),
    low: quantile(samples, 0.1),
    high: quantile(samples, 0.9),
  };
}

/** Whether a row reaches its target. One without any does. */
export function isReached({ value, target }: Row): boolean {
  if (target === undefined) return true;
  return "atMost" in target ? value <= target.atMost : value >= target.atLeast;
}

/** Hands a row to the process that asked for it. */
export function print(row: Row): void {
  process.stdout.write(`${JSON.stringify(row)}\n`);
}
