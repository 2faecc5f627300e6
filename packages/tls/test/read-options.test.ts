import { OptionError } from "@tlspin/core";
import { describe, expect, test } from "vitest";

import { pickNames, pickOptions, readOptions } from "../src/read-options.ts";

const KNOWN = ["host", "ca"] as const;

describe.each([
  ["readOptions", readOptions],
  ["pickOptions", pickOptions],
])("%s", (_, read) => {
  test("reads each known option once, into an object without prototype", () => {
    const options = read({ host: "api.example.com", ca: undefined }, KNOWN);
    expect(options).toEqual({ host: "api.example.com" });
    expect(Object.getPrototypeOf(options)).toBeNull();
  });

  test.each([
    ["rejectUnauthorized", false],
    ["rejectUnauthorized", 0],
    ["allowPartialTrustChain", true],
    ["pskCallback", () => undefined],
    ["session", Uint8Array.of(1)],
    ["secureContext", {}],
    ["secureProtocol", "TLSv1_method"],
  ])("refuses %s: %j, and names it", (name, value) => {
    expect(() => read({ [name]: value }, KNOWN)).toThrow(OptionError);
    expect(() => read({ [name]: value }, KNOWN)).toThrow(name);
  });

  test("getter-toctou-options: refuses what is computed", () => {
    let reads = 0;
    const options = Object.defineProperty({}, "host", {
      get: () => `host${(reads += 1)}`,
      enumerable: true,
    });
    expect(() => read(options, KNOWN)).toThrow("computed by a getter");
    expect(reads).toBe(0);
  });

  test("accepts what says what is done anyway", () => {
    const options = { rejectUnauthorized: true, allowPartialTrustChain: false };
    expect(read(options, [...KNOWN, "allowPartialTrustChain"])).toEqual({
      allowPartialTrustChain: false,
    });
  });
});

test("prototype-polluted-options: takes nothing from a prototype", () => {
  const inherited = { host: "evil.example", rejectUnauthorized: false };
  expect(() => readOptions(Object.create(inherited), KNOWN)).toThrow("plain object");
  expect(pickOptions(Object.create(inherited), KNOWN)).toEqual({});
  const prototype: object = Object.prototype;
  Object.defineProperty(prototype, "host", { value: "evil.example", configurable: true });
  try {
    expect(Object.hasOwn(readOptions({}, KNOWN), "host")).toBe(false);
    expect(readOptions({}, KNOWN).host).toBeUndefined();
  } finally {
    Reflect.deleteProperty(prototype, "host");
  }
});

test("readOptions refuses what no door knows; pickOptions leaves it", () => {
  expect(() => readOptions({ hots: "x" }, KNOWN)).toThrow(
    "is not an option here: there are host, ca",
  );
  expect(pickOptions({ hots: "x", host: null }, KNOWN)).toEqual({});
});

test("pickNames takes what is said, by name", () => {
  expect(pickNames({ host: "a", ca: undefined }, KNOWN)).toEqual({ host: "a" });
});
