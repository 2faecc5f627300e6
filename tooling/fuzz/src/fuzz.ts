import { type CoverageCounter, Reached } from "./coverage.ts";
import { randomFrom, type Random } from "./random.ts";
import { LONGEST_INPUT, type Target } from "./target.ts";

/** An input that breaks an invariant, and how. */
export interface Find {
  readonly input: Uint8Array;
  readonly error: unknown;
}

/** How fuzzing goes on. */
export interface Progress {
  /** How many inputs were run. */
  inputs: number;
  /** Those that reached code that no earlier one reached, or cost more. */
  readonly corpus: [Uint8Array, ...Uint8Array[]];
  readonly reached: Reached;
  /** The most work that one of the corpus caused. */
  work: number;
}

/** What steers a run. */
export interface FuzzOptions {
  readonly counter: CoverageCounter;
  readonly seed: number;
  /** Asked after each batch. */
  readonly goesOn: (progress: Progress) => boolean;
}

/** Fuzzes one target, until it finds something or is told to end. */
export function fuzz(target: Target, corpus: readonly Uint8Array[], options: FuzzOptions): Fuzzed {
  const random = randomFrom(options.seed);
  const progress = begin(target, corpus, options);
  if ("error" in progress) return { find: progress };
  do {
    const find = runBatch(target, progress, { ...options, random });
    if (find !== undefined) return { find, progress };
  } while (options.goesOn(progress));
  return { progress };
}

/** What came of it: a find, or what was reached without one. */
export interface Fuzzed {
  readonly find?: Find;
  readonly progress?: Progress;
}

/** The seeds, and of the corpus what reaches further than they do. */
function begin(
  target: Target,
  corpus: readonly Uint8Array[],
  options: FuzzOptions,
): Progress | Find {
  const progress: Progress = {
    inputs: 0,
    corpus: [...target.seeds],
    reached: new Reached(),
    work: 0,
  };
  for (const input of [...target.seeds, ...corpus]) {
    const find = tryOne(target, input, { ...options, progress });
    if (find !== undefined) return find;
  }
  return progress;
}

interface Steering extends FuzzOptions {
  readonly random: Random;
}

/** To ask for coverage costs more than a run, so that it is asked once for many. */
function runBatch(target: Target, progress: Progress, steering: Steering): Find | undefined {
  const { counter, random } = steering;
  const inputs = Array.from({ length: BATCH }, () => mutant(target, progress, random));
  counter.take();
  for (const input of inputs) {
    const find = findIn(target, input);
    if (find !== undefined) return find;
  }
  progress.inputs += BATCH;
  const coverage = counter.take();
  const isCostly = coverage.work > BATCH * progress.work;
  if (!isCostly && !progress.reached.isNew(coverage)) return undefined;
  for (const input of inputs) {
    const find = tryOne(target, input, { counter, progress });
    if (find !== undefined) return find;
  }
  return undefined;
}

interface Trying {
  readonly counter: CoverageCounter;
  readonly progress: Progress;
}

/** Runs an input alone, and keeps it if it reached what none had, or cost far more than any. */
function tryOne(
  target: Target,
  input: Uint8Array,
  { counter, progress }: Trying,
): Find | undefined {
  counter.take();
  const find = findIn(target, input);
  if (find !== undefined) return find;

  const coverage = counter.take();
  const isCostly = coverage.work > 2 * progress.work;
  progress.work = Math.max(progress.work, coverage.work);
  if (coverage.work > MOST_WORK)
    return { input, error: new Error(`${coverage.work} steps of work`) };
  if (isCostly || progress.reached.isNew(coverage)) progress.corpus.push(input);
  progress.reached.add(coverage);
  return undefined;
}

function findIn(target: Target, input: Uint8Array): Find | undefined {
  try {
    target.run(input);
    return undefined;
  } catch (error) {
    return { input, error };
  }
}

function mutant(target: Target, { corpus }: Progress, random: Random): Uint8Array {
  let input = random.pick(corpus);
  for (let i = random.below(4); i >= 0; i--) input = target.mutate(input, random, corpus);
  return input.subarray(0, LONGEST_INPUT);
}

const BATCH = 64;

/**
 * How many blocks of our code one input may run, so that nothing hangs. The costliest scene that fuzzing
 * found, which is judged ten times over, takes a fifth of it, and anything else a hundredth.
 */
export const MOST_WORK = 2_000_000;
