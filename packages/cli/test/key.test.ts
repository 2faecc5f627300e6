import { expect, test } from "vitest";

import { KEY_TYPES, newKey, reserveTypeOf } from "../src/key.ts";

test.each(KEY_TYPES)("a reserve key is of other mathematics than the key: %s", (type) => {
  const isRsa = (each: typeof type) => newKey(each).asymmetricKeyType === "rsa";
  expect(isRsa(reserveTypeOf(type))).toBe(!isRsa(type));
});
