import { posix } from "node:path";

import { describe, expect, test } from "vitest";

import { declarationOffences } from "../src/declaration-offences.ts";
import { filesIn, packagesIn, type WorkspacePackage } from "../src/workspace.ts";

describe("public declarations", () => {
  test.each(packagesIn("packages/*"))("of $folder name only our types and node:*", (pkg) => {
    expect(declarationOffences(entriesOf(pkg), filesIn(`${pkg.folder}/dist/**/*.d.ts`))).toEqual(
      [],
    );
  });
});

describe("an offender is named", () => {
  test.each([
    ['import type { Certificate } from "pkijs";', "names pkijs"],
    ['export declare function agent(): import("undici").Agent;', "names undici"],
    ['export type { Command } from "commander";', "names commander"],
    ['/// <reference types="bun" />', 'names /// <reference types="bun" />'],
  ])("when an entry says: %s", (text, problem) => {
    const entry = { path: "made/index.d.ts", text };
    expect(declarationOffences([entry.path], [entry])).toEqual([`made/index.d.ts: ${problem}`]);
  });

  test("when it is one file further down", () => {
    const declarations = [
      { path: "made/index.d.ts", text: 'export * from "./deep/own.ts";' },
      { path: "made/deep/own.d.ts", text: 'import type { X } from "asn1js";' },
      { path: "made/deep/unreached.d.ts", text: 'import type { X } from "pkijs";' },
    ];
    expect(declarationOffences(["made/index.d.ts"], declarations)).toEqual([
      "made/deep/own.d.ts: names asn1js",
    ]);
  });

  test("when an entry was not built", () => {
    expect(declarationOffences(["made/index.d.ts"], [])).toEqual([
      "made/index.d.ts: was not built",
    ]);
  });
});

function entriesOf({ folder, manifest }: WorkspacePackage): readonly string[] {
  return Object.values(manifest.exports ?? {}).flatMap((target) =>
    typeof target === "object" && target !== null && "types" in target
      ? [posix.join(folder, String(target.types))]
      : [],
  );
}
