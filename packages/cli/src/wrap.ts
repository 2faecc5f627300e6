import { stripVTControlCharacters } from "node:util";

/** What a text is written to. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/**
 * Breaks lines between words, so that a terminal does not break within them. What follows a break is
 * indented two places more. Text that goes elsewhere keeps its lines, for grep.
 *
 * @param margin - The columns that something else takes.
 */
export function wrapFor(stream: Screen, text: string, margin: number = 0): string {
  if (stream.isTTY !== true) return text;
  const { columns = 0 } = stream; // 0 where the terminal does not know
  const width = (columns === 0 ? 80 : Math.max(40, columns)) - margin;
  return text
    .split("\n")
    .flatMap((line) => linesOf(line, width))
    .join("\n");
}

function linesOf(line: string, width: number): readonly string[] {
  if (widthOf(line) <= width) return [line];
  const [indent = ""] = /^ */.exec(line) ?? [];
  const [first = "", ...words] = line.trimStart().split(" ");
  const lines = [indent + first];
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`;
    if (widthOf(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(`${indent}  ${word}`);
  }
  return lines;
}

function widthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}
