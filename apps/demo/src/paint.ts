import { styleText } from "node:util";

/** Colours text for standard output: only on a terminal, and not where NO_COLOR asks for none. */
export function paint(look: "bold" | "dim" | "green" | "red", text: string): string {
  return styleText(look, text, { stream: process.stdout, validateStream: true });
}
