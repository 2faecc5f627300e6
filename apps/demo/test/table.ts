/** The cells of the one table in a text, by row and column. */
export type Table = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Reads the table of a step, as it stands: a cell belongs to the heading above it. */
export function tableOf(part: string): Table {
  const lines = part.split("\n");
  const at = lines.findIndex((line) => line.startsWith(" ".repeat(12)) && line.trim() !== "");
  const headings = [...(lines[at] ?? "").matchAll(/\S+(?: \S+)*/g)];
  const rows = lines.slice(at + 1).map((line) => {
    const [first] = headings;
    const cells = headings.map(({ 0: name, index }, column) => {
      const end = headings[column + 1]?.index ?? line.length;
      return [name, line.slice(index, end).trim()] as const;
    });
    return [line.slice(0, first?.index).trim(), new Map(cells)] as const;
  });
  return new Map(rows);
}
