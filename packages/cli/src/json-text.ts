/**
 * Writes a value as JSON for people and programs. Characters that a terminal would obey are escaped,
 * also those that `JSON.stringify` leaves (C1 controls, bidi overrides).
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replaceAll(UNSAFE, unicodeEscapesOf);
}

function unicodeEscapesOf(character: string): string {
  return Array.from({ length: character.length }, (_, i) => {
    return `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`;
  }).join("");
}

// JSON.stringify's own line breaks stay; it has escaped every other character below U+0020.
const UNSAFE = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;
