import CliTable from "cli-table3";

/**
 * Lays rows out in columns, without lines between them. A cell may have several lines, and colours.
 *
 * @param widths - Of the first columns, so that tables below each other line up.
 */
export function tableLines(
  rows: readonly (readonly string[])[],
  widths: readonly number[],
): readonly string[] {
  if (rows.length === 0) return [];
  const table = new CliTable({
    chars: NO_LINES,
    colWidths: [...widths],
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [] },
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
}

const NO_LINES = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "  ",
};
