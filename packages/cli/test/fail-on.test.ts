import { Command } from "commander";
import { describe, expect, test } from "vitest";

import { addFailOnFlag, exitCodeOf } from "../src/fail-on.ts";

describe("exitCodeOf", () => {
  test.each([
    [[], "info", 0],
    [["info"], "error", 0],
    [["warning"], "error", 0],
    [["info", "error"], "error", 1],
    [["info"], "warning", 0],
    [["warning"], "warning", 1],
    [["error"], "warning", 1],
    [["info"], "info", 1],
  ] as const)("of %j with --fail-on %s is %d", (severities, failOn, code) => {
    expect(exitCodeOf(severities, failOn)).toBe(code);
  });

  test("is 3 where something could not be reached and nothing failed", () => {
    expect(exitCodeOf(["warning"], "error", true)).toBe(3);
    expect(exitCodeOf(["error"], "error", true)).toBe(1);
  });
});

describe("addFailOnFlag", () => {
  test("fails on errors where nothing else is said", () => {
    expect(flagsOf([])).toEqual({ failOn: "error" });
    expect(flagsOf(["--fail-on", "info"])).toEqual({ failOn: "info" });
  });

  test("names the severities there are", () => {
    expect(() => flagsOf(["--fail-on", "all"])).toThrow("Write error, warning or info.");
  });
});

function flagsOf(args: readonly string[]): object {
  const command = addFailOnFlag(new Command().exitOverride().configureOutput({ writeErr() {} }));
  return command.parse(args, { from: "user" }).opts();
}
