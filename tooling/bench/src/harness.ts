/** One way to do something. */
export interface Variant {
  readonly name: string;
  /** Does it, and says how many operations that were. */
  readonly run: () => number;
}

/** Ways to do the same thing, and how they must compare. The first is what the others are compared to. */
export interface Row {
  readonly name: string;
  /** What one operation is: `pair`. */
  readonly operation: string;
  readonly variants: () => readonly Variant[];
  readonly rounds?: number;
  readonly goals: readonly Goal[];
}

/** What must hold of a row's result. */
export interface Goal {
  readonly text: string;
  readonly isReached: (result: RowResult) => boolean;
}

/** What a row came to. */
export interface RowResult {
  readonly name: string;
  readonly operation: string;
  readonly variants: readonly VariantResult[];
}

/** What one variant came to: medians over all rounds. */
export interface VariantResult {
  readonly name: string;
  readonly perSecond: number;
  /** How many times as long as the first variant it takes for one operation. */
  readonly ratio: Quantiles;
}

/** The middle of many figures, and where most of them lie. */
export interface Quantiles {
  readonly median: number;
  readonly p10: number;
  readonly p90: number;
}

/**
 * Measures a row: in each round every variant runs once, in rotated order, and ratios are formed within
 * the round, so that a machine that is busy for a while slows all alike. Time is that of the processor.
 */
export function measure({ name, operation, variants: make, rounds = 15 }: Row): RowResult {
  const variants = make();
  for (const { run } of variants) run(); // compiled, before it counts
  const costs = Array.from({ length: rounds }, (_, round) => costsInRound(variants, round));
  return {
    name,
    operation,
    variants: variants.map((variant, i) => ({
      name: variant.name,
      perSecond: 1e6 / quantilesOf(costs.map((round) => round[i] ?? Number.NaN)).median,
      ratio: quantilesOf(costs.map((round) => (round[i] ?? 0) / (round[0] ?? 0))),
    })),
  };
}

/** Microseconds for one operation, by variant. */
function costsInRound(variants: readonly Variant[], round: number): readonly number[] {
  const costs = variants.map(() => 0);
  for (let turn = 0; turn < variants.length; turn++) {
    const i = (turn + round) % variants.length;
    costs[i] = costOf(variants[i]);
  }
  return costs;
}

function costOf(variant: Variant | undefined): number {
  const start = process.cpuUsage();
  let operations = 0;
  let spent = 0;
  do {
    operations += variant?.run() ?? 0;
    const { user, system } = process.cpuUsage(start);
    spent = user + system;
  } while (spent < LEAST);
  return spent / operations;
}

function quantilesOf(figures: readonly number[]): Quantiles {
  const sorted = figures.toSorted((a, b) => a - b);
  const at = (part: number): number => sorted[Math.floor(part * (sorted.length - 1))] ?? Number.NaN;
  return { median: at(0.5), p10: at(0.1), p90: at(0.9) };
}

// The processor's clock ticks in steps, of which there must be many.
const LEAST = 20_000;
