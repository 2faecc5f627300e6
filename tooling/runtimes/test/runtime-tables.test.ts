import { contractScenarios } from "@tlspin/testing";
import { expect, test } from "vitest";

import { markdownOf } from "../src/markdown-table.ts";
import type { Measured, Measurements } from "../src/measurements.ts";
import { withMatrix, withTables } from "../src/runtime-tables.ts";
import { runtimes } from "../src/runtimes.ts";

const EMPTY = `<!-- doors: x --><!-- /doors -->
<!-- runtimes: x --><!-- /runtimes -->
<!-- matrix: x --><!-- /matrix -->`;

test("a scenario that was skipped, and is no declared gap, is no gap", () => {
  const page = withMatrix(EMPTY, measurementsWhere("CVE-2016-2402", "skipped"));
  expect(rowOf(page, "`CVE-2016-2402`")).toContain("**FAILED**");
  const readme = withTables(EMPTY, measurementsWhere("CVE-2016-2402", "skipped"));
  const all = withTables(EMPTY, measurementsWhere("CVE-2016-2402", "passed"));
  const [, count = ""] = /all (\d+)/.exec(rowOf(all, "A pinned CA that is merely shown")) ?? [];
  const [row, fewer] = [rowOf(readme, "A pinned CA that is merely shown"), Number(count) - 1];
  expect(row).toContain(`${fewer} of ${count} `);
});

test("a door that let bytes through is not called guarded", () => {
  const readme = withTables(EMPTY, measurementsWhere("door-agent", "failed"));
  expect(rowOf(readme, "`pinning.agent()`")).not.toContain("guarded");
  expect(rowOf(readme, "`pinning.connect()`")).toContain("guarded");
});

test("what is not installed keeps what the document says", () => {
  const measured = measurementsWhere("CVE-2016-2402", "passed");
  const full = withTables(EMPTY, measured);
  expect(withTables(full, {})).toBe(full);
  expect(withMatrix(withMatrix(EMPTY, measured), {})).toBe(withMatrix(EMPTY, measured));
  expect(withTables(EMPTY, {})).toContain("not run");
});

test("a document without the comments is not guessed at", () => {
  expect(() => withTables("# tlspin", {})).toThrow('no part "doors"');
});

test("a table is as wide as its widest cell", () => {
  const table = { corner: "", columns: ["a"], rows: [{ head: "`x`", cells: ["all 9"] }] };
  expect(markdownOf(table, "")).toBe("|     | a     |\n| --- | ----- |\n| `x` | all 9 |");
});

/** Every scenario passes on every release, but one. */
function measurementsWhere(scenario: string, outcome: Measured["outcome"]): Measurements {
  const results = contractScenarios().map(({ name }): Measured => ({
    name,
    outcome: name === scenario ? outcome : "passed",
  }));
  return Object.fromEntries(runtimes().map(({ name }) => [name, results]));
}

function rowOf(document: string, head: string): string {
  return document.split("\n").find((line) => line.startsWith(`| ${head}`)) ?? "";
}
