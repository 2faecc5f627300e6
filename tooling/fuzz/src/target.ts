import type { Mutate } from "./mutate-bytes.ts";

/** What is fuzzed: one reader of hostile input, and what must hold whatever it is given. */
export interface Target {
  readonly name: string;
  /** Inputs to begin with. */
  readonly seeds: readonly [Uint8Array, ...Uint8Array[]];
  readonly mutate: Mutate;
  /** @throws An invariant does not hold. */
  run(input: Uint8Array): void;
}

/** Longer inputs only cost time: what grows with length is bounded by tests of its own. */
export const LONGEST_INPUT = 16_384;

/** What a reader made of an input, or `undefined` where it refused it with one of its own errors. */
export function unlessRefused<T>(
  refusal: new (...never: never[]) => Error,
  read: () => T,
): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof refusal) return undefined;
    throw error;
  }
}

/** @throws The invariant does not hold. */
export function hold(condition: boolean, invariant: string): void {
  if (!condition) throw new Error(`does not hold: ${invariant}`);
}

/** Tells whether two values say the same, down to the last member. */
export function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
