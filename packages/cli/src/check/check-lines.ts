import { type Look, paint } from "../paint.ts";
import { printableLines } from "../printable.ts";
import { tableLines } from "../table.ts";
import { wrapFor } from "../wrap.ts";
import type { Check, Status } from "./check.ts";

/** Shows checks to people, one below the other, in columns that line up. */
export function checkLines(checks: readonly Check<string>[]): readonly string[] {
  return tableLines(checks.map(rowOf), WIDTHS).map((line) => `  ${line}`);
}

function rowOf({ id, status, message, todo }: Check<string>): readonly string[] {
  const text = todo === undefined ? message : `${message}\nto do: ${todo}`;
  const { word, look } = WORDS[status];
  const shown = look === undefined ? word : paint(look, word);
  return [shown, id, wrapFor(process.stdout, printableLines(text), MARGIN)];
}

// Of the two narrow columns, which have two places between them and before.
const WIDTHS = [7, 11];
const MARGIN = 2 + 7 + 2 + 11 + 2;

const WORDS: Readonly<Record<Status, { readonly word: string; readonly look?: Look }>> = {
  ok: { word: "ok", look: "green" },
  info: { word: "info" },
  warning: { word: "warning", look: "yellow" },
  error: { word: "error", look: "red" },
  "not-checked": { word: "unknown", look: "yellow" },
};
