import { styleText } from "node:util";

/** The few looks that the command's output has. */
export type Look = "bold" | "dim" | "green" | "red" | "yellow";

/** Colours text for standard output: only on a terminal, and not where NO_COLOR asks for none. */
export function paint(look: Look, text: string): string {
  return styleText(look, text, { stream: process.stdout, validateStream: true });
}

/** Colours text for standard error. */
export function paintError(look: Look, text: string): string {
  return styleText(look, text, { stream: process.stderr, validateStream: true });
}
