import { globSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { CHROMIUM } from "../src/chromium.ts";

const TESTS = join(import.meta.dirname, "../../../packages/core/test");

describe("the core's suite in headless Chromium", () => {
  if (CHROMIUM === undefined)
    console.warn("SKIPPED: no Chromium here, so the core ran in no browser");

  // The tests themselves are the project "chromium" of vitest.config.ts.
  test.skipIf(CHROMIUM === undefined)(
    "runs all but what needs Node.js, if Chromium is here",
    () => {
      const all = globSync("**/*.test.ts", { cwd: TESTS });
      const inChromium = all.filter((path) => !path.endsWith(".node.test.ts"));
      expect(inChromium).toEqual(expect.arrayContaining(HEART));
    },
  );
});

// Whatever moves to Node.js only, these may not.
const HEART = [
  "der.test.ts",
  "evaluate.test.ts",
  "hostname.test.ts",
  "parse-policy.test.ts",
  "path.test.ts",
  "pin.test.ts",
];
