/**
 * Samples each variant once a round, in an order that turns, so that a machine whose load changes
 * changes it for all of them.
 */
export async function interleaved<Sample>(
  variants: Variants<Sample>,
  rounds: number,
): Promise<Samples<Sample>> {
  const names = Object.keys(variants);
  const samples = new Map<string, Sample[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round) % names.length] ?? "";
      const sample = await variants[name]?.();
      if (sample !== undefined) samples.get(name)?.push(sample);
    }
  }
  return (name) => samples.get(name) ?? [];
}

/** Things to measure. One call gives one sample. */
export type Variants<Sample> = Readonly<Record<string, () => Sample | Promise<Sample>>>;

/** The samples of a variant, one a round. */
export type Samples<Sample> = (name: string) => readonly Sample[];

/** The ratio of two variants in each round. */
export function ratios(of: readonly number[], to: readonly number[]): readonly number[] {
  return of.map((value, round) => value / (to[round] ?? Number.NaN));
}

/** The value in the middle of a list. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which a share of a list lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Microseconds that one call takes, over many. */
export function microsecondsOf(run: () => unknown, times: number): number {
  const from = process.hrtime.bigint();
  for (let i = 0; i < times; i++) kept = run();
  return Number(process.hrtime.bigint() - from) / 1000 / times;
}

/** What was computed last: what nobody keeps, a compiler may leave out. */
export let kept: unknown;
