import { describe, expect, test } from "vitest";

import { purityOffences } from "../src/purity.ts";
import { filesIn } from "../src/workspace.ts";

describe.each(["core", "lint", "formats", "rotation"])("@tlspin/%s", (name) => {
  test("has no clock, no chance and no I/O", () => {
    const files = filesIn(`packages/${name}/src/**/*.ts`);
    expect(files.length).toBeGreaterThan(0);
    expect(files.flatMap(purityOffences)).toEqual([]);
  });
});

describe("an offender is named", () => {
  test.each([
    ["const at = new Date();", "new Date() without a time"],
    ["const at = Date();", "Date() as a function"],
    ["const at = Date.now();", "Date.now"],
    ['const at = Date["now"]();', "Date.now"],
    ["const n = Math.random();", "Math.random"],
    ["declare const process: unknown; process;", "process"],
    ["const { subtle } = globalThis;", "globalThis"],
    ["const run = { fetch };", "fetch"],
    ['const fs = await import("node:fs");', "import()"],
    ["const here = import.meta.url;", "import.meta"],
  ])("when a file says: %s", (text, what) => {
    expect(purityOffences({ path: "made.ts", text })).toContain(`made.ts: uses ${what}`);
  });

  test("but not for a time that is handed in, or a property of the same name", () => {
    const text = `
      const at = new Date(0);
      const options = { process: 1, fetch: 2 };
      interface Options { readonly process: number }
      export const both = options.process + options.fetch + at.getTime() + Date.UTC(2026, 1);
    `;
    expect(purityOffences({ path: "made.ts", text })).toEqual([]);
  });
});
