import type { SourceFile } from "./workspace.ts";

/** Names each line that speaks of a place outside the repository: a registry's host, somebody's disk. */
export function wordOffences(file: SourceFile): readonly string[] {
  return file.text.split("\n").flatMap((line, index) =>
    FORBIDDEN.filter(({ pattern }) => pattern.test(line))
      .filter(({ allowed }) => !(file.path === allowed?.path && line.trim() === allowed.line))
      .map(({ why }) => `${file.path}:${index + 1}: ${why}`),
  );
}

const FORBIDDEN: readonly {
  readonly pattern: RegExp;
  readonly why: string;
  readonly allowed?: { readonly path: string; readonly line: string };
}[] = [
  {
    // Which registry serves a package is the machine's business, and its lockfile holds the hashes.
    pattern: /\b(registry|npm|deb|security|pypi|files)\.(npmjs|yarnpkg|debian|pkg|pythonhosted)\./i,
    why: "names a registry's host",
  },
  {
    pattern: /\b(unpkg|esm|jsdelivr|npmmirror|jsr)\.(com|sh|net|io)\b/i,
    why: "names a registry's host",
  },
  { pattern: /(^|[\s"'`(=:@])\/(work|root|home|farm|tmp)\//, why: "names a folder of one machine" },
  {
    pattern: /\.\.\/shared\b/,
    why: "reaches outside the repository",
    allowed: { path: ".ci/run", line: ["vectors=..", "shared", "vectors"].join("/") },
  },
];
