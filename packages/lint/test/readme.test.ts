import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { RULE_TITLES } from "../src/index.ts";

test("the README lists every rule as it is", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const rows = readme.matchAll(/^\| `([a-z-]+)` +\| (error|warning|info) +\| (.*?) *\|$/gm);
  const listed = Array.from(rows, ([, id, severity, title]) => ({ id, title, severity }));
  expect(listed).toEqual(RULE_TITLES);
});
