import { OptionError } from "@tlspin/core";
import { expect, test } from "vitest";

import { readPinningOptions } from "../src/pinning-options.ts";

test("reads the options once, and says what was left out", () => {
  const onVerdict = (): void => undefined;
  expect(readPinningOptions({ onVerdict, minRevision: 7 }, ["own"])).toEqual({
    onVerdict,
    minRevision: 7,
    acceptFailOpenExpiry: false,
    allowUntestedRuntime: false,
    tls: {},
  });
  expect(readPinningOptions({ own: 1 }, ["own"]).own).toBe(1);
});

test.each([
  ["minRevison", 6],
  ["minRevision", Number.NaN],
  ["minRevision", "6"],
  ["acceptFailOpenExpiry", "false"],
  ["allowUntestedRuntime", 1],
  ["onVerdict", "console"],
  ["tls", "ca"],
  ["allowRedirectTo", ["example.com"]],
])("refuses %s: %j, which would switch something off in silence", (name, value) => {
  expect(() => readPinningOptions({ [name]: value })).toThrow(OptionError);
  expect(() => readPinningOptions({ [name]: value })).toThrow(name);
});
