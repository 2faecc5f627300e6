import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { installPacked } from "../src/install.ts";

const ROOT = join(import.meta.dirname, "../../..");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tlspin-installed-"));
  installPacked(join(ROOT, "packages/cli"), folder);
  mkdirSync(join(folder, "temporary"));
}, 120_000);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("tlspin demo, installed from its tarball, shows the attack and leaves nothing behind", () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(folder, "node_modules/tlspin/bin/tlspin.js"), "demo", "--json"],
    { cwd: folder, env: { TMPDIR: join(folder, "temporary") }, encoding: "utf8" },
  );
  expect(stderr).toBe("");
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ asShown: true });
  expect(readdirSync(join(folder, "temporary"))).toEqual([]);
});
