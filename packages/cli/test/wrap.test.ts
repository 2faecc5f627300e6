import { expect, test } from "vitest";

import { wrapFor } from "../src/wrap.ts";

const LINE = "  What to do: if you rotated the key, ship its pin; if not, something intercepts";

test("a terminal gets lines that are broken between words and indented", () => {
  expect(wrapFor({ isTTY: true, columns: 50 }, LINE)).toBe(
    "  What to do: if you rotated the key, ship its\n    pin; if not, something intercepts",
  );
});

test("colours take no room, and a word that is too long stays whole", () => {
  const text = `\u001b[31m${"x".repeat(50)}\u001b[39m y`;
  expect(wrapFor({ isTTY: true, columns: 52 }, text)).toBe(text);
  expect(wrapFor({ isTTY: true, columns: 45 }, text)).toBe(text.replace(" ", "\n  "));
});

test("what is no terminal gets the lines as they are", () => {
  expect(wrapFor({ columns: 40 }, LINE)).toBe(LINE);
});
