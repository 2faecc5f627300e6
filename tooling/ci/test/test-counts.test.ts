import { describe, expect, test } from "vitest";

import { closingLineOf, countsOf, sumOf } from "../src/test-counts.ts";

describe("the count of tests", () => {
  test("tells passed, failed and everything else apart", () => {
    const report = reportOf("failed", ["passed", "failed", "skipped", "todo", "pending"]);
    expect(countsOf(report)).toEqual({ passed: 1, failed: 1, skipped: 3 });
  });

  test("counts a file that did not load as one failure", () => {
    expect(countsOf(reportOf("failed", []))).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test("counts a file whose hook failed as one failure besides its skipped tests", () => {
    const counts = countsOf(reportOf("failed", ["skipped", "skipped"]));
    expect(counts).toEqual({ passed: 0, failed: 1, skipped: 2 });
  });

  test("adds the runs up", () => {
    const one = { passed: 2, failed: 1, skipped: 0 };
    expect(sumOf([one, one, { passed: 0, failed: 0, skipped: 5 }])).toEqual({
      passed: 4,
      failed: 2,
      skipped: 5,
    });
    expect(sumOf([])).toEqual({ passed: 0, failed: 0, skipped: 0 });
  });
});

test.each([
  [{ passed: 12, failed: 0, skipped: 0 }, "12 passed, 0 failed"],
  [{ passed: 12, failed: 3, skipped: 1 }, "12 passed, 3 failed, 1 skipped"],
])("the closing line of %o is %j", (counts, line) => {
  expect(closingLineOf(counts)).toBe(line);
});

function reportOf(status: string, tests: readonly string[]): Parameters<typeof countsOf>[0] {
  return { testResults: [{ status, assertionResults: tests.map((each) => ({ status: each })) }] };
}
