import type { Severity } from "../fail-on.ts";
import { jsonText } from "../json-text.ts";
import { type Report, replaceReport } from "../replace-file.ts";
import { type Audited, documentOf } from "./document.ts";
import { reportJunit } from "./report-junit.ts";
import { reportPrometheus } from "./report-prometheus.ts";
import { reportText } from "./report-text.ts";

/** Which reports are asked for: `true` prints one, a path writes it to a file. */
export interface ReportFlags {
  readonly failOn: Severity;
  readonly json?: boolean;
  readonly junit?: string | true;
  readonly prometheus?: string | true;
}

/**
 * Writes the reports that go to files.
 *
 * @throws {CommandError} One cannot be written.
 */
export async function writeReports(audited: Audited, flags: ReportFlags): Promise<void> {
  const { junit, prometheus } = flags;
  const reports: Report[] = [];
  if (typeof junit === "string") {
    const content = reportJunit(audited, flags.failOn);
    reports.push({ path: junit, content, opening: JUNIT_OPENING });
  }
  if (typeof prometheus === "string") {
    reports.push({
      path: prometheus,
      content: reportPrometheus(audited),
      opening: PROMETHEUS_OPENING,
    });
  }
  await Promise.all(reports.map(replaceReport));
}

/** The one report that is printed. */
export function printedReport(audited: Audited, flags: ReportFlags): string {
  if (flags.json === true) return `${jsonText(documentOf(audited))}\n`;
  if (flags.junit === true) return reportJunit(audited, flags.failOn);
  if (flags.prometheus === true) return reportPrometheus(audited);
  return `${reportText(audited)}\n`;
}

const JUNIT_OPENING = '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="tlspin check';
const PROMETHEUS_OPENING = "# HELP tlspin_";
