import * as v from "valibot";

import { RotationFileError } from "../errors.ts";
import type { NamedText } from "../named-text.ts";
import { RECORD } from "./record-schema.ts";
import type { AdoptionSample } from "./sample.ts";

/**
 * Reads a CSV table (RFC 4180) whose first line names its columns. Columns that it does not know are
 * not read: they may be about people.
 *
 * @throws {RotationFileError} A line is not as the first one says.
 */
export function readTable(file: NamedText): readonly AdoptionSample[] {
  const [head = [], ...rows] = rowsOf({ ...file, text: file.text.replace(/^\ufeff/, "") });
  const columns = head.map((cell) => cell.trim().toLowerCase());
  const readings = rows.map((row) => v.safeParse(RECORD, recordOf(columns, row)));
  const problems = readings.flatMap(({ issues }, i) =>
    (issues ?? []).slice(0, 1).map((issue) => ({
      pointer: `line ${i + 2}`,
      message: [v.getDotPath(issue), issue.message].filter((part) => part !== null).join(" "),
    })),
  );
  if (problems.length > 0) throw new RotationFileError(file.name, problems.slice(0, MOST_PROBLEMS));
  return readings.flatMap(({ success, output }) => (success ? [output] : []));
}

function recordOf(columns: readonly string[], row: readonly string[]): object {
  const cells = columns.map((column, i): [string, unknown] => [
    column,
    valueOf(column, row[i] ?? ""),
  ]);
  return Object.fromEntries(cells.filter(([, value]) => value !== ""));
}

/** A share may be written as a percentage: only the proportions count. */
function valueOf(column: string, cell: string): unknown {
  const text = cell.trim();
  if (!NUMERIC.has(column) || text === "") return text;
  return Number(text.replace(/\s*%$/, ""));
}

/** Quoted cells may hold commas, line breaks and doubled quotes. */
function rowsOf({ name, text }: NamedText): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  let read = 0;
  for (const [cell, end = "", quoted, plain = ""] of text.matchAll(CELL)) {
    read += cell.length;
    if (end.includes("\n")) rows.push([]);
    rows.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
  }
  if (read === text.length) return rows.filter((row) => row.some((cell) => cell.trim() !== ""));
  const message = "has a quote that is not closed, or that stands within a cell";
  throw new RotationFileError(name, [{ pointer: `line ${rows.length}`, message }]);
}

// What ends the cell before (nothing, at the beginning), then a cell.
const CELL = /(^|,|\r?\n)(?:"((?:[^"]|"")*)"|([^",\r\n]*))/gy;

const NUMERIC: ReadonlySet<string> = new Set(["revision", "users", "share"]);

const MOST_PROBLEMS = 20;
