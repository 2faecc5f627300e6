import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { wordOffences } from "../src/words.ts";
import { ROOT } from "../src/workspace.ts";

describe("the repository", () => {
  test("names no registry's host, no folder of one machine, nothing outside itself", () => {
    const tracked = execFileSync("git", ["ls-files", "-z"], { cwd: ROOT, encoding: "utf8" });
    const paths = tracked.split("\0").filter((path) => isFile(join(ROOT, path)));
    expect(paths.length).toBeGreaterThan(50);
    const files = paths.map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));
    expect(files.flatMap(wordOffences)).toEqual([]);
  });
});

describe("an offender is named", () => {
  // In two parts, so that this file passes the rule that it tests.
  test.each([
    ["https://registry.", "npmjs.org/x", "names a registry's host"],
    ["http://deb.", "debian.org/", "names a registry's host"],
    ["https://unpkg.", "com/x", "names a registry's host"],
    ["see /wo", "rk/notes", "names a folder of one machine"],
    ["cp ../sha", "red/vectors .", "reaches outside the repository"],
  ])("when a line says: %s%s", (start, end, why) => {
    const text = `\n${start}${end}\n`;
    expect(wordOffences({ path: "README.md", text })).toEqual([`README.md:2: ${why}`]);
  });

  test("but not for the one line that continuous integration needs", () => {
    const text = ["  vectors=../sha", "red/vectors"].join("");
    expect(wordOffences({ path: ".ci/run", text })).toEqual([]);
    expect(wordOffences({ path: "other/run", text })).toHaveLength(1);
  });
});

// A file that was deleted but not yet committed is still tracked.
function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
