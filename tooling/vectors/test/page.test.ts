import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { PAGE, withDecisions } from "../src/disagreements-page.ts";

test("docs/disagreements.md lists every decision with its count (write-disagreements.ts writes it)", () => {
  const page = readFileSync(PAGE, "utf8");
  expect(withDecisions(page)).toBe(page);
});
