/**
 * Makes text safe to show: control and direction characters become visible escapes.
 *
 * Certificates and error messages come from peers, and a terminal obeys what it is sent.
 */
export function printable(text: string): string {
  return text.replaceAll(COMMANDS, escapeOf);
}

/** The same for text on several lines. */
export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

function escapeOf(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

// Cc and Cf hold the terminal's commands, the bidi overrides (CVE-2021-42574) and invisible joiners;
// Zl and Zp break lines; a lone surrogate is no character.
const COMMANDS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
