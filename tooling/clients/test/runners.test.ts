import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

import { expect, test } from "vitest";

const run = promisify(execFile);
const HOME = join(import.meta.dirname, "..");
const BINARIES = join(HOME, "../runtimes/node_modules");

// Each file has two tests: a pinned client is proven, and one without pins is found out.
const runners: readonly (readonly [string, string, readonly string[], RegExp])[] = [
  ["node:test", process.execPath, ["--test", "runners/node.test.mjs"], /pass 2\b/],
  [
    "jest",
    process.execPath,
    [
      "--experimental-vm-modules",
      "node_modules/jest/bin/jest.js",
      "--rootDir=runners",
      "--testMatch=**/jest.test.mjs",
      "--transform={}",
      "--testTimeout=30000",
    ],
    /2 passed, 2 total/,
  ],
  [
    "vitest",
    process.execPath,
    ["../../node_modules/vitest/vitest.mjs", "run", "--root=runners", "vitest.test.mjs"],
    /2 passed/,
  ],
  [
    "bun test",
    join(BINARIES, "bun-1.4/bin/bun.exe"),
    ["test", "./runners/bun.test.mjs"],
    /2 pass\b/,
  ],
  [
    "deno test",
    join(BINARIES, "deno-2.9/deno"),
    ["test", "--no-check", "--allow-all", "runners/deno.test.mjs"],
    /2 passed/,
  ],
];

test.each(runners)(
  "assertPinned works in %s",
  async (name, program, args, passed) => {
    const env = { ...process.env, NODE: process.execPath, NO_COLOR: "1", VITEST: undefined };
    const { stdout, stderr } = await run(program, [...args], { cwd: HOME, env });
    expect(stdout + stderr, name).toMatch(passed);
  },
  60_000,
);
