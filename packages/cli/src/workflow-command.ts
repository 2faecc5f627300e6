import type { Region } from "./lint/locate.ts";

/** An annotation that GitHub shows beside a line of a change. */
export interface Annotation {
  readonly level: "error" | "warning" | "notice";
  readonly file: string;
  /** Absent where the file no longer says it. */
  readonly region?: Region;
  readonly title: string;
  readonly message: string;
}

/** Spells it as a command of GitHub's workflows: one line, in which nothing ends it early. */
export function workflowCommand({ level, file, region, title, message }: Annotation): string {
  const place = region === undefined ? [] : placeOf(region);
  const properties = [`file=${escapeProperty(file)}`, ...place, `title=${escapeProperty(title)}`];
  return `::${level} ${properties.join(",")}::${escapeText(message)}`;
}

function placeOf({ line, column, endLine, endColumn }: Region): readonly string[] {
  // GitHub puts the annotation below the last line, which for a whole rule is far from its start.
  if (line !== endLine) return [`line=${line}`];
  return [`line=${line}`, `endLine=${line}`, `col=${column}`, `endColumn=${endColumn}`];
}

function escapeText(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeText(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
