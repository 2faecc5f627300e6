import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { pinOf } from "@tlspin/core";
import { watchPolicy } from "@tlspin/policy-file";
import { afterAll, expect, test } from "vitest";

import { pinningOf } from "../src/create-pinning.ts";
import { issuing, leafPolicy, moved } from "./cast.ts";

const folder = await mkdtemp(join(tmpdir(), "tlspin-electron-"));
afterAll(() => rm(folder, { recursive: true }));

test("watchPolicy updates a pinning of sessions, and hands on what Chromium still remembers", async () => {
  const path = join(folder, "pins.json");
  const pinning = pinningOf(leafPolicy(), {});
  const pins = { pins: [pinOf(moved.spki)], backupPins: [pinOf(issuing.spki)] };
  await writeFile(path, JSON.stringify(leafPolicy(pins, { revision: 2 })));
  const stale = await new Promise((resolve, reject) => {
    const watch = watchPolicy(path, pinning, {
      interval: 20,
      onRefused: reject,
      onUpdate: (policy, outcome) => {
        watch.close();
        resolve({ revision: policy.revision, stale: outcome });
      },
    });
  });
  expect(stale).toEqual({ revision: 2, stale: [] });
  expect(pinning.policy.revision).toBe(2);
});
