import type { ExitCode } from "./command-error.ts";
import { jsonText } from "./json-text.ts";
import { wrapFor } from "./wrap.ts";

/** What a command found: the same for programs and for people. */
export interface Answer {
  readonly exitCode: ExitCode;
  /** Printed with `--json`: one JSON document. */
  readonly document: object;
  /** Printed otherwise. Its last line is the summary. */
  readonly text: string;
}

/** Prints an answer on standard output and sets the exit code. */
export function say(answer: Answer, { json }: { readonly json?: boolean }): void {
  const text = json === true ? jsonText(answer.document) : wrapFor(process.stdout, answer.text);
  process.stdout.write(`${text}\n`);
  process.exitCode = answer.exitCode;
}
