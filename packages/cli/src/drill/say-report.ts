import { type Answer, say } from "../answer.ts";
import { usageError } from "../command-error.ts";
import { junitText } from "../junit.ts";
import { replaceReport } from "../replace-file.ts";
import { type DrillReport, documentOf, exitCodeOf, suiteOf, textOf } from "./report.ts";

/** How the findings are wanted. */
export interface ReportFlags {
  readonly json?: boolean;
  /** `true` prints it, a path writes it to a file. */
  readonly junit?: string | true;
}

/**
 * Refuses two reports on one output.
 *
 * @throws {CommandError} Two are asked for.
 */
export function requireOneReport({ json, junit }: ReportFlags): void {
  if (json !== true || junit !== true) return;
  throw usageError("only one report can be printed", "name a file: --junit drill.xml");
}

/**
 * Writes and prints the reports, and sets the exit code.
 *
 * @throws {CommandError} The file cannot be written.
 */
export async function sayReport(report: DrillReport, flags: ReportFlags): Promise<void> {
  const xml = junitText(suiteOf(report));
  const exitCode = exitCodeOf(report);
  if (typeof flags.junit === "string") {
    await replaceReport({ path: flags.junit, content: xml, opening: OPENING });
  }
  if (flags.junit === true) {
    process.stdout.write(xml);
    process.exitCode = exitCode;
    return;
  }
  const answer: Answer = { exitCode, document: documentOf(report), text: textOf(report) };
  say(answer, flags);
}

const OPENING = '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="tlspin drill';
