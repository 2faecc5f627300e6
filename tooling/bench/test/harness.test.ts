import { describe, expect, test } from "vitest";

import { measure, type Row } from "../src/harness.ts";
import { judged, linesOf } from "../src/report.ts";

describe("the harness", () => {
  const row: Row = {
    name: "sum",
    operation: "number",
    rounds: 5,
    variants: () => [
      { name: "once", run: () => summed(10_000, 1) },
      { name: "ten times", run: () => summed(10_000, 10) },
    ],
    goals: [
      {
        text: "ten times takes longer",
        isReached: ({ variants }) => (variants[1]?.ratio.median ?? 0) > 3,
      },
      { text: "is free", isReached: ({ variants }) => variants[0]?.perSecond === Infinity },
    ],
  };

  test("compares variants within rounds, and judges them by the row's goals", () => {
    const result = judged(row, measure(row));
    expect(result.variants[0]?.ratio).toEqual({ median: 1, p10: 1, p90: 1 });
    expect(result.goals.map(({ reached }) => reached)).toEqual([true, false]);
    const lines = linesOf(result);
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}once +[\d.]+ \w+ numbers\/s +1.00x/));
    expect(lines).toContain("  MISSED   is free");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

/** Sums some numbers several times, and counts them once. */
function summed(count: number, times: number): number {
  let sum = 0;
  for (let time = 0; time < times; time++)
    for (let i = 0; i < count; i++) sum += Math.sqrt(i + sum);
  return Number.isNaN(sum) ? 0 : count;
}
