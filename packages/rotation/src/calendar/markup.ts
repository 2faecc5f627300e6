import { visible } from "./visible.ts";

/** Text that is HTML or SVG already. Only {@link markup} makes it. */
export interface Markup {
  readonly markup: string;
}

/** Writes HTML or SVG. Whatever is put in is text, and is escaped, unless it is markup itself. */
export function markup(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return { markup: parts.map((part, index) => part + textOf(values[index])).join("") };
}

type Value = string | number | Markup | readonly Markup[] | undefined;

function textOf(value: Value): string {
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return escaped(value);
  if ("markup" in value) return value.markup;
  return value.map((each) => each.markup).join("\n");
}

function escaped(text: string): string {
  return visible(text).replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
