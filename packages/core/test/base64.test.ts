import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { decodeBase64, encodeBase64 } from "../src/base64.ts";

// RFC 4648 §10
const VECTORS = [
  ["", ""],
  ["f", "Zg=="],
  ["fo", "Zm8="],
  ["foo", "Zm9v"],
  ["foob", "Zm9vYg=="],
  ["fooba", "Zm9vYmE="],
  ["foobar", "Zm9vYmFy"],
] as const;

test.each(VECTORS)("encodes and decodes %j as %j", (text, base64) => {
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  expect(encodeBase64(bytes)).toBe(base64);
  expect(decodeBase64(base64)).toEqual(bytes);
});

describe("decodeBase64", () => {
  test.each(["Zg", "Zg=", "Zh==", "Zm9=", "Zm9v\n", " Zm9v", "Zm-v", "Z===", "====", "Zg==Zg=="])(
    "refuses %j, which is not canonical (RFC 4648 §3.5)",
    (text) => {
      expect(decodeBase64(text)).toBeUndefined();
    },
  );

  test("gives back what was encoded, and one text only for it", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes);
      }),
    );
    fc.assert(
      fc.property(fc.base64String(), (text) => {
        const bytes = decodeBase64(text);
        if (bytes !== undefined) expect(encodeBase64(bytes)).toBe(text);
      }),
    );
  });
});
