/** Fills lines with words. Lines after the first are indented `hang` more. */
export function fill(text: string, indent: string, hang = ""): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(" ")) {
    const longer = line.trim() === "" ? line + word : `${line} ${word}`;
    if (longer.length > WIDTH && line.trim() !== "") {
      lines.push(line);
      line = indent + hang + word;
    } else line = longer;
  }
  return [...lines, line];
}

/** Fills each line of a text, with its own indentation kept. */
export function fillEach(text: string, indent: string): readonly string[] {
  return text.split("\n").flatMap((line) => {
    const own = /^ */.exec(line)?.[0] ?? "";
    return fill(line.trimStart(), indent + own, "  ");
  });
}

// Five columns are left for a mark before the line. What is no terminal, or a tiny one, gets 100.
const columns = process.stdout.isTTY ? process.stdout.columns : 0;
const WIDTH = (columns < 60 ? 100 : Math.min(100, columns)) - 5;
