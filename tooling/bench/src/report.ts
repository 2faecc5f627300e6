import type { Row, RowResult, VariantResult } from "./harness.ts";

/** A row's result, with which of its goals it reached. */
export interface Judged extends RowResult {
  readonly goals: readonly { readonly text: string; readonly reached: boolean }[];
}

/** Judges a result by the goals of its row. */
export function judged({ goals }: Row, result: RowResult): Judged {
  return {
    ...result,
    goals: goals.map(({ text, isReached }) => ({ text, reached: isReached(result) })),
  };
}

/** A result for people, in 80 columns. */
export function linesOf({ name, operation, variants, goals }: Judged): readonly string[] {
  return [
    name,
    ...variants.map((variant) => lineOf(variant, operation)),
    ...goals.map(({ text, reached }) => `  ${reached ? "reached" : "MISSED "}  ${text}`),
    "",
  ];
}

function lineOf({ name, perSecond, ratio }: VariantResult, operation: string): string {
  const { median, p10, p90 } = ratio;
  const rate = `${countOf(perSecond)} ${operation}s/s`;
  return `  ${name.padEnd(24)} ${rate.padStart(20)}  ${figureOf(median)}x (${figureOf(p10)} to ${figureOf(p90)})`;
}

function countOf(figure: number): string {
  for (const [unit, size] of UNITS) if (figure >= size) return `${figureOf(figure / size)} ${unit}`;
  return figureOf(figure);
}

function figureOf(figure: number): string {
  return figure >= 100 ? figure.toFixed(0) : figure.toPrecision(3);
}

const UNITS: readonly (readonly [string, number])[] = [
  ["billion", 1e9],
  ["million", 1e6],
  ["thousand", 1e3],
];
