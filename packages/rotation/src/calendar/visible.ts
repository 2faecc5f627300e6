/**
 * Makes text harmless wherever it is shown: control and direction characters become visible escapes.
 * Notes come from a file, and names of certificates from a peer.
 */
export function visible(text: string): string {
  return text.replaceAll(
    COMMANDS,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

// Cc and Cf hold controls and the bidi overrides (CVE-2021-42574); Zl and Zp break lines; a lone
// surrogate is no character. Neither XML nor a calendar file may hold most of them.
const COMMANDS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]|[\ufffe\uffff]/gu;
