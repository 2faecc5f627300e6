import { type Command, InvalidArgumentError } from "commander";

import type { ExitCode } from "./command-error.ts";

/** How bad a finding is. */
export type Severity = "error" | "warning" | "info";

/** The option of every command that has findings. */
export interface FailOnFlag {
  readonly failOn: Severity;
}

/** Adds `--fail-on` to a command. */
export function addFailOnFlag(command: Command): Command {
  return command.option(
    "--fail-on <severity>",
    "exit with 1 from this severity on: error, warning, info",
    severityOf,
    "error" satisfies Severity,
  );
}

/**
 * The exit code of a command with these findings: 1 where one is as bad as was asked for.
 *
 * @param unreachable - Whether something that should have been looked at could not be reached.
 */
export function exitCodeOf(
  severities: readonly Severity[],
  failOn: Severity,
  unreachable = false,
): ExitCode {
  if (severities.some((severity) => isAtLeast(severity, failOn))) return 1;
  return unreachable ? 3 : 0;
}

/** Tells whether a severity is as bad as another, or worse. */
export function isAtLeast(severity: Severity, least: Severity): boolean {
  return WORST_FIRST.indexOf(severity) <= WORST_FIRST.indexOf(least);
}

function severityOf(text: string): Severity {
  const severity = WORST_FIRST.find((each) => each === text);
  if (severity !== undefined) return severity;
  throw new InvalidArgumentError("Write error, warning or info.");
}

const WORST_FIRST: readonly Severity[] = ["error", "warning", "info"];
