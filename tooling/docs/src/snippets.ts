import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A fenced block of a document. */
export interface Snippet {
  /** The document and the line of the fence: `README.md:12`. */
  readonly place: string;
  readonly language: string;
  /** The file whose content it is, where the fence names one: `json package.json`. */
  readonly file: string | undefined;
  readonly text: string;
}

/** The folder of the repository. */
export const ROOT: string = fileURLToPath(new URL("../../..", import.meta.url));

/** Every fenced block of every document that git knows, change logs aside. */
export function snippetsOf(language: string): readonly Snippet[] {
  return documents()
    .flatMap((file) => snippetsIn(file, readFileSync(`${ROOT}/${file}`, "utf8")))
    .filter((snippet) => snippet.language === language);
}

function documents(): readonly string[] {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", "--", "*.md"];
  const files = execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).trim().split("\n");
  return files.filter((file) => !/(?:^|\/)(?:CHANGELOG\.md|\.changeset\/)/.test(file));
}

/** The fenced blocks of one document. */
export function snippetsIn(document: string, markdown: string): readonly Snippet[] {
  return [...markdown.matchAll(FENCED)].map(
    ({ index, 1: language = "", 2: file, 3: text = "" }) => ({
      place: `${document}:${markdown.slice(0, index).split("\n").length}`,
      language,
      file,
      text,
    }),
  );
}

const FENCED = /^```(\w+)(?: ([\w./-]+))?\n(.*?)^```$/gms;
