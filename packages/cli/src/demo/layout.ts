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

/** Fills each line of a text, behind a mark, with its own indentation kept. */
export function fillEach(text: string, mark: string): readonly string[] {
  return text
    .split("\n")
    .flatMap((line) => {
      const own = /^ */.exec(line)?.[0] ?? "";
      return fill(line.trimStart(), " ".repeat(mark.length) + own, "  ");
    })
    .map((line) => mark + line.slice(mark.length));
}

// What is no terminal, or a tiny one, gets 80.
const columns = process.stdout.isTTY ? process.stdout.columns : 0;
const WIDTH = columns < 60 ? 80 : Math.min(100, columns);
