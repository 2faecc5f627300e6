import { expect, test } from "vitest";

import { hstsOf } from "../src/check/hsts.ts";

test.each([
  ["max-age=31536000", { maxAge: 31_536_000, includeSubDomains: false, preload: false }],
  ['MAX-AGE="10" ; includesubdomains;', { maxAge: 10, includeSubDomains: true, preload: false }],
  ["max-age=0; preload; unknown=x", { maxAge: 0, includeSubDomains: false, preload: true }],
])("reads HSTS (RFC 6797 §6.1): %s", (text, hsts) => {
  expect(hstsOf(text)).toEqual(hsts);
});

test.each(["", "includeSubDomains", "max-age", "max-age=-1", "max-age=1y", "max-age=1; max-age=2"])(
  "ignores what browsers ignore (RFC 6797 §8.1): %j",
  (text) => {
    expect(hstsOf(text)).toBeUndefined();
  },
);
