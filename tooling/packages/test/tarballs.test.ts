import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { tarballOffences } from "../src/tarball-offences.ts";
import { pack, type Tarball } from "../src/tarball.ts";

const ROOT = join(import.meta.dirname, "../../..");
const HERE = join(import.meta.dirname, "..");

describe.each(globSync("packages/*", { cwd: ROOT }).toSorted())("the tarball of %s", (folder) => {
  let into: string;
  let tarball: Tarball;

  beforeAll(() => {
    into = mkdtempSync(join(tmpdir(), "tlspin-pack-"));
    tarball = pack(join(ROOT, folder), into);
  });

  afterAll(() => {
    rmSync(into, { recursive: true });
  });

  test("holds what it points to, its source and its license, and nothing else", () => {
    expect(tarballOffences(tarball)).toEqual([]);
  });

  test("passes publint in strict mode", () => {
    expectToPass("publint", ["--strict", tarball.path]);
  });

  test("has types that resolve as attw's esm-only profile wants", () => {
    expectToPass("attw", ["--profile", "esm-only", "--no-definitely-typed", tarball.path]);
  });
});

function expectToPass(bin: string, args: readonly string[]): void {
  const path = join(HERE, "node_modules/.bin", bin);
  const { status, stdout, stderr } = spawnSync(path, args, { encoding: "utf8" });
  expect(status, stdout + stderr).toBe(0);
}
