import { paint } from "../paint.ts";
import type { Cell } from "./cell.ts";
import type { Gap } from "./runtime.ts";

/** The columns of a table: one for each runtime, and one for each that is not here. */
export interface Columns {
  readonly head: string;
  /** A line of the table. What has no cell in a runtime gets a dash. */
  row(label: string, cellIn: (runtime: string) => Cell | undefined): string;
}

/** Lays out the columns, as far apart as there is room. */
export function columnsOf(runtimes: readonly string[], gaps: readonly Gap[]): Columns {
  const columns = [
    ...runtimes.map((name) => ({ name, width: Math.max(name.length, WIDEST), absent: NONE })),
    ...gaps.map(({ name }) => ({
      name,
      width: Math.max(name.length, ABSENT.text.length),
      absent: ABSENT,
    })),
  ];
  const content = columns.reduce((sum, { width }) => sum + width, LABEL);
  const gap = Math.min(2, Math.floor((COLUMNS - 1 - content) / columns.length));
  const spare = COLUMNS - content - gap * columns.length;
  const indent = " ".repeat(Math.min(3, spare));

  const row = (label: string, cellFor: (column: (typeof columns)[number]) => Cell): string => {
    const cells = columns.map((column) => {
      const { text, look } = cellFor(column);
      return (
        " ".repeat(gap) + paint(look, text) + " ".repeat(Math.max(0, column.width - text.length))
      );
    });
    return (indent + label.padEnd(LABEL) + cells.join("")).trimEnd();
  };
  return {
    head: row("", ({ name }) => ({ text: name, look: "bold" })),
    row: (label, cellIn) => row(label, ({ name, absent }) => cellIn(name) ?? absent),
  };
}

const NONE: Cell = { text: "-", look: "dim" };

const ABSENT: Cell = { text: "not here", look: "dim" };

/** Of a terminal. Four runtimes just fit. */
const COLUMNS = 80;

/** The longest names of clients have eleven characters: "plain fetch". */
const LABEL = 11;

/** As wide as "refused, 0 bytes". */
const WIDEST = 16;
