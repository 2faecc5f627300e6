import { describe, expect, test } from "vitest";

import { readFlag, readMinRevision } from "../src/acceptance.ts";
import { OptionError } from "../src/errors.ts";
import { readListener } from "../src/verdict-record.ts";

describe("what is left out accepts nothing", () => {
  test("readFlag is off, readMinRevision is 0, nobody listens", () => {
    expect(readFlag("acceptFailOpenExpiry", undefined)).toBe(false);
    expect(readMinRevision(undefined)).toBe(0);
    expect(readListener("onVerdict", undefined)).toBeUndefined();
  });
});

describe("what is well formed is kept", () => {
  test("readFlag, readMinRevision and readListener give back what they got", () => {
    const listener = (): undefined => undefined;
    expect([readFlag("a", true), readFlag("a", false), readMinRevision(7)]).toEqual([
      true,
      false,
      7,
    ]);
    expect(readListener("onVerdict", listener)).toBe(listener);
  });
});

describe("what is not is an error, not a default", () => {
  test.each(["true", 1, null, {}])("readFlag refuses %j", (value) => {
    expect(() => readFlag("acceptFailOpenExpiry", value)).toThrow(OptionError);
  });

  test.each(["7", NaN, 1.5, null, Infinity])("readMinRevision refuses %j", (value) => {
    expect(() => readMinRevision(value)).toThrow("minRevision: must be a whole number");
  });

  test.each(["log", null, {}])("readListener refuses %j", (value) => {
    expect(() => readListener("onVerdict", value)).toThrow("onVerdict: must be a function");
  });
});
