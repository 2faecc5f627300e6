import { UnsupportedRuntimeError } from "@tlspin/core";
import { describe, expect, test } from "vitest";

import { isFrom, type MeasuredRuntime, requireKind, requireRuntime } from "../src/runtime-gate.ts";

const DENO: MeasuredRuntime = {
  name: "Deno",
  key: "deno",
  adapter: "@tlspin/deno",
  floor: [2, 8, 1],
  failsOpenBelow: [2, 7, 0],
};

describe("requireRuntime", () => {
  test.each(["2.8.1", "2.8.2", "2.9.0", "2.10.0"])("admits %s", (deno) => {
    expect(() => requireRuntime({ node: "26.0.0", deno }, DENO, false)).not.toThrow();
  });

  test.each(["2.8.0", "2.7.14", "3.0.0", "2.9.0-rc.1", "2.9.6+abcdef0"])(
    "refuses %s, which was not measured, unless it is asked for",
    (deno) => {
      expect(() => requireRuntime({ deno }, DENO, false)).toThrow("allowUntestedRuntime");
      expect(() => requireRuntime({ deno }, DENO, true)).not.toThrow();
    },
  );

  test.each(["2.6.99", "1.46.3", "2.6.0-rc.1", "canary", ""])(
    "refuses %s, which does not obey a hook, whatever is asked for",
    (deno) => {
      for (const allowUntested of [false, true]) {
        const ask = (): void => requireRuntime({ deno }, DENO, allowUntested);
        expect(ask).toThrow(UnsupportedRuntimeError);
        expect(ask).toThrow("use Deno 2 from 2.8.1");
        expect(ask).not.toThrow("allowUntestedRuntime");
      }
    },
  );
});

test.each([
  [{ node: "26.0.0" }, "@tlspin/node"],
  [{ node: "24.0.0", electron: "45.4.0" }, "@tlspin/electron"],
  [{ node: "24.0.0", bun: "1.4.5" }, "@tlspin/bun"],
])("requireKind refuses %j by name", (versions, adapter) => {
  expect(() => requireKind(versions, DENO)).toThrow(
    `@tlspin/deno does not run here: use ${adapter}`,
  );
  expect(() => requireRuntime(versions, DENO, true)).toThrow(adapter);
});

test.each([
  ["1.4.4", true],
  ["1.4.3", false],
  ["1.5.0", true],
  ["1.3.9", false],
  ["2.0.0", false],
  ["1.4.4-canary.1", false],
  [undefined, false],
])("isFrom %s, 1.4.4: %s", (text, is) => {
  expect(isFrom(text, [1, 4, 4])).toBe(is);
});
