import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";

import { findEquipment } from "../src/find-electron.ts";

const folder = mkdtempSync(join(tmpdir(), "tlspin-electron-dist-"));
afterAll(() => rmSync(folder, { recursive: true }));
for (const name of ["electron", "certutil", "Xvfb"]) writeFileSync(join(folder, name), "");
const all = { ELECTRON_OVERRIDE_DIST_PATH: folder, PATH: folder };

describe("an end-to-end test", () => {
  test("runs where ELECTRON_OVERRIDE_DIST_PATH holds a binary", () => {
    expect(findEquipment(all, "linux")).toEqual({
      electron: join(folder, "electron"),
      certutil: join(folder, "certutil"),
    });
  });

  test.each([
    ["electron", { ...all, ELECTRON_OVERRIDE_DIST_PATH: join(folder, "none") }, "linux"],
    ["certutil", { ...all, PATH: "" }, "linux"],
    ["forged CA", all, "darwin"],
  ])("says that it lacks: %s", (what, env, platform) => {
    expect(findEquipment(env, platform)).toMatchObject({ missing: expect.stringContaining(what) });
  });
});
