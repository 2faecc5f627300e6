import { describe, expect, test } from "vitest";

import { jsonText } from "../src/json-text.ts";
import { printable, printableLines } from "../src/printable.ts";

// What a hostile certificate could put into a name: clear the screen, hide a line, turn text round.
const HOSTILE = "a\u001b[2Jb\rc\u009bd\u202ee\u2028f\u200bg\u0007h\ud800i";

describe("text from a peer", () => {
  test("reaches no terminal as a command", () => {
    expect(printable(HOSTILE)).toBe(
      "a\\u{1b}[2Jb\\u{d}c\\u{9b}d\\u{202e}e\\u{2028}f\\u{200b}g\\u{7}h\\u{d800}i",
    );
  });

  test("keeps the lines where lines are meant", () => {
    expect(printableLines("a\u001b\nb")).toBe("a\\u{1b}\nb");
    expect(printable("a\nb")).toBe("a\\u{a}b");
  });

  test("stays as it is where it is harmless", () => {
    expect(printable("CN=Bücher ✓ 株式会社")).toBe("CN=Bücher ✓ 株式会社");
  });

  test("reaches no terminal as a command through JSON either, and reads back unchanged", () => {
    const text = jsonText({ name: HOSTILE, tag: "\u{e0041}" });
    expect(text).not.toMatch(/[\p{Cf}\p{Zl}\p{Zp}]|(?!\n)\p{Cc}/u);
    expect(JSON.parse(text)).toEqual({ name: HOSTILE, tag: "\u{e0041}" });
  });
});
