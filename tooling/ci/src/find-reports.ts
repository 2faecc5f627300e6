import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { VitestReport } from "./test-counts.ts";

/** What one package of the workspace said of its tests. */
export interface FoundReport {
  /** The package's folder from the repository's root. */
  readonly folder: string;
  /** `undefined` where there is none that can be read. */
  readonly report: VitestReport | undefined;
}

/** Finds the report of each package that has tests. A package without one did not run, and is listed. */
export function findReports(root: string): readonly FoundReport[] {
  return globSync("{apps,packages,tooling}/*/package.json", { cwd: root })
    .toSorted()
    .filter((path) => runsVitest(join(root, path)))
    .map((path) => path.slice(0, -"/package.json".length))
    .map((folder) => ({ folder, report: reportAt(join(root, folder, "reports/vitest.json")) }));
}

function runsVitest(path: string): boolean {
  const manifest: Scripted = JSON.parse(readFileSync(path, "utf8"));
  return [manifest.scripts?.["test"], manifest.scripts?.["check"]].some(
    (script) => script?.includes("vitest") === true,
  );
}

function reportAt(path: string): VitestReport | undefined {
  try {
    const report: VitestReport = JSON.parse(readFileSync(path, "utf8"));
    return Array.isArray(report.testResults) ? report : undefined;
  } catch {
    return undefined;
  }
}

interface Scripted {
  readonly scripts?: Readonly<Record<string, string>>;
}
