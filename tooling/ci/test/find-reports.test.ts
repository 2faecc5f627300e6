import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { findReports } from "../src/find-reports.ts";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tlspin-reports-"));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

test("finds the report of each package that has tests, and lists the package that left none", () => {
  const tested = JSON.stringify({ scripts: { test: "vitest run" } });
  write("packages/a/package.json", tested);
  write("packages/a/reports/vitest.json", JSON.stringify({ testResults: [] }));
  write("packages/b/package.json", tested);
  write("tooling/c/package.json", JSON.stringify({ scripts: { check: "vitest run" } }));
  write("tooling/c/reports/vitest.json", "{ cut off");
  write("apps/d/package.json", JSON.stringify({ scripts: { start: "node main.js" } }));

  expect(findReports(root)).toEqual([
    { folder: "packages/a", report: { testResults: [] } },
    { folder: "packages/b", report: undefined },
    { folder: "tooling/c", report: undefined },
  ]);
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
