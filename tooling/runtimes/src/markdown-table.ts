/** A table whose cells may be unknown on this machine. */
export interface Table {
  readonly corner: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

export interface Row {
  readonly head: string;
  /** One for each column. `undefined` keeps what the document says. */
  readonly cells: readonly (string | undefined)[];
}

/** Spells a table, with what a document already says of the cells that nobody measured. */
export function markdownOf({ corner, columns, rows }: Table, document: string): string {
  const known = cellsIn(document);
  const lines = rows.map(({ head, cells }) => [
    head,
    ...cells.map((cell, i) => cell ?? known.get(keyOf(head, columns[i] ?? "")) ?? "not run"),
  ]);
  return padded([[corner, ...columns], ...lines]);
}

/** Each cell of each table of a document, by its row and its column. */
function cellsIn(document: string): ReadonlyMap<string, string> {
  const cells = new Map<string, string>();
  let columns: readonly string[] = [];
  for (const line of document.split("\n")) {
    if (!line.startsWith("|")) columns = [];
    else if (columns.length === 0) columns = partsOf(line);
    else {
      const [head = "", ...rest] = partsOf(line);
      for (const [i, cell] of rest.entries()) cells.set(keyOf(head, columns[i + 1] ?? ""), cell);
    }
  }
  return cells;
}

function partsOf(line: string): readonly string[] {
  return line
    .slice(1, line.lastIndexOf("|"))
    .split("|")
    .map((part) => part.trim());
}

function keyOf(head: string, column: string): string {
  return `${head}\n${column}`;
}

// As the formatter leaves it, so that both agree on the file.
function padded(lines: readonly (readonly string[])[]): string {
  const [head = []] = lines;
  const widths = head.map((_, i) => Math.max(3, ...lines.map((line) => line[i]?.length ?? 0)));
  const spell = (line: readonly string[], fill: string): string =>
    `| ${line.map((part, i) => part.padEnd(widths[i] ?? 0, fill)).join(" | ")} |`;
  const rule = spell(
    head.map(() => ""),
    "-",
  );
  return [spell(head, " "), rule, ...lines.slice(1).map((line) => spell(line, " "))].join("\n");
}
