import { isReached, type Row, type Runtime, type Unit } from "./row.ts";

/** The rows as a table of 80 columns, one group after the other. `!` marks a target that was missed. */
export function tableOf(rows: readonly Row[]): string {
  return unique(rows.map(({ group }) => group))
    .map((group) => [titleOf(group), linesOf(rows.filter((row) => row.group === group))].join("\n"))
    .join("\n\n");
}

function titleOf(group: string): string {
  const columns = RUNTIMES.map((runtime) => runtime.padStart(CELL)).join("");
  return `${group}\n${"".padEnd(NAME)}${columns}${"target".padStart(TARGET)}`;
}

function linesOf(rows: readonly Row[]): string {
  const lines = unique(rows.map(({ name }) => name)).map((name) => {
    const members = rows.filter((row) => row.name === name);
    const cells = RUNTIMES.map((runtime) =>
      cellOf(members.find((row) => row.runtime === runtime)).padStart(CELL),
    );
    return `  ${name}`.padEnd(NAME) + cells.join("") + targetOf(members).padStart(TARGET);
  });
  return lines.map((line) => line.trimEnd()).join("\n");
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}

function cellOf(row: Row | undefined): string {
  if (row === undefined) return "-";
  return figureOf(row.value, row.unit) + (isReached(row) ? " " : "!");
}

/** The target of Node.js, where the runtimes have different ones. */
function targetOf([row]: readonly Row[]): string {
  if (row?.target === undefined) return "";
  if ("atMost" in row.target) return `≤ ${figureOf(row.target.atMost, row.unit)}`;
  return `≥ ${figureOf(row.target.atLeast, row.unit)}`;
}

/** A figure with its unit, as short as its size allows. */
export function figureOf(value: number, unit: Unit): string {
  switch (unit) {
    case "share":
      return `${shortOf(value * 100)} %`;
    case "times":
      return `${shortOf(value)}x`;
    case "bytes":
      return `${value.toFixed(0)} B`;
    case "kB":
      return `${shortOf(value)} kB`;
  }
}

function shortOf(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : 2);
}

const RUNTIMES: readonly Runtime[] = ["Node.js", "Deno", "Bun"];

const NAME = 44;
const CELL = 9;
const TARGET = 9;
