import { type Snippet, snippetsOf } from "@tlspin-tooling/docs/snippets";

/** The file that a page of the documentation names and shows. */
export function fileOn(page: string, file: string): string {
  return onlyOne(
    on(page).filter((snippet) => snippet.file === file),
    `${page}: ${file}`,
  );
}

/** The program on it that contains a text which no other does. */
export function programOn(page: string, text: string): string {
  return onlyOne(
    on(page).filter((snippet) => snippet.language === "ts" && snippet.text.includes(text)),
    `${page}: ${text}`,
  );
}

/** The commands of the block that contains a text which no other does, each as its words. */
export function commandsOn(page: string, text: string): readonly (readonly string[])[] {
  const block = onlyOne(
    on(page).filter((snippet) => snippet.language === "sh" && snippet.text.includes(text)),
    `${page}: ${text}`,
  );
  const lines = block.split("\n").map((line) => line.replace(/\s+#.*$/, ""));
  return lines.filter((line) => line !== "").map((line) => line.split(" "));
}

function on(page: string): readonly Snippet[] {
  return LANGUAGES.flatMap(snippetsOf).filter(({ place }) => place.startsWith(`${page}:`));
}

function onlyOne([first, ...others]: readonly Snippet[], what: string): string {
  if (first === undefined) throw new Error(`${what} is not there`);
  if (others.length > 0) throw new Error(`${what} is there more than once`);
  return first.text;
}

const LANGUAGES = ["json", "sh", "ts", "yaml"];
