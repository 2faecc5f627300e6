import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { beforeAll, describe, expect, test } from "vitest";

import { readmeWith } from "../src/readme.ts";
import type { Result } from "../src/result.ts";
import { installedRuntimes } from "../src/run-program.ts";
import { tableOf } from "../src/table.ts";

const HOME = join(import.meta.dirname, "..");

describe("pnpm bench --json --quick", () => {
  let result: Result;
  beforeAll(async () => {
    const args = [join(HOME, "src/main.ts"), "--json", "--quick"];
    const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1 << 24 });
    result = JSON.parse(stdout);
  }, 500_000);

  test("prints one object, with the figures that it is known by", () => {
    const { handshakeShare, vsNaivePkijs, quick } = result;
    for (const share of Object.values(handshakeShare)) expect(Number.isFinite(share)).toBe(true);
    expect(handshakeShare.cold).toBeGreaterThan(0);
    expect(vsNaivePkijs).toBeGreaterThan(1);
    expect(quick).toBe(true);
  });

  test("gives every row a figure, and none twice", () => {
    const names = result.rows.map(({ group, name, runtime }) => [group, name, runtime].join("; "));
    expect(new Set(names).size).toBe(names.length);
    const odd = result.rows.filter(({ value }) => !Number.isFinite(value));
    expect(odd).toEqual([]);
  });

  test("measures in each runtime that is installed", () => {
    const measured = new Set(result.rows.map(({ runtime }) => runtime));
    expect(measured).toEqual(new Set(installedRuntimes().map(({ runtime }) => runtime)));
  });

  test.each([
    "start of a process",
    "the pin of a P-256 leaf",
    "memory that one call allocates",
    "a hostile certificate is refused",
    "look-up of a host",
    "loading a policy",
    "check in place, of a TLS 1.3 handshake's client CPU, P-256",
    "check in place, of a TLS 1.3 handshake's client CPU, RSA-2048",
    "pinned agent",
    "bundle, minified and gzipped",
  ])("has the group: %s", (beginning) => {
    expect(result.rows.some(({ group }) => group.startsWith(beginning))).toBe(true);
  });

  test("fits into 80 columns", () => {
    const long = tableOf(result.rows)
      .split("\n")
      .filter((line) => line.length > 80);
    expect(long).toEqual([]);
  });
});

test("the README shows the figures that are kept", async () => {
  const readme = await readFile(join(HOME, "README.md"), "utf8");
  const kept: Result = JSON.parse(await readFile(join(HOME, "results.json"), "utf8"));
  expect(kept.quick).toBe(false);
  expect(readmeWith(readme, kept)).toBe(readme);
});
