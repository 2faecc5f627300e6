/** How many tests one run, or several together, passed, failed and skipped. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The part of vitest's JSON report that counts. */
export interface VitestReport {
  readonly testResults: readonly FileResult[];
}

interface FileResult {
  readonly status: string;
  readonly assertionResults: readonly { readonly status: string }[];
}

/** Counts the tests of a report. A file that failed without a failed test counts as one. */
export function countsOf(report: VitestReport): TestCounts {
  return sumOf(report.testResults.map(countsOfFile));
}

function countsOfFile({ status, assertionResults }: FileResult): TestCounts {
  const passed = assertionResults.filter((test) => test.status === "passed").length;
  const failed = assertionResults.filter((test) => test.status === "failed").length;
  const skipped = assertionResults.length - passed - failed;
  // It did not load, or a hook of its own failed: its tests then stand there as skipped, or not at all.
  const broken = status === "failed" && failed === 0 ? 1 : 0;
  return { passed, failed: failed + broken, skipped };
}

/** Adds counts up. */
export function sumOf(counts: readonly TestCounts[]): TestCounts {
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0),
    skipped: counts.reduce((sum, { skipped }) => sum + skipped, 0),
  };
}

/** Says it as the closing line of a run: `12 passed, 0 failed`, and `, 3 skipped` where some were. */
export function closingLineOf({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`;
}
