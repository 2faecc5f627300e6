import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { beforeAll, describe, expect, test } from "vitest";

import { A, B, C, policyText } from "./policies.ts";
import { hasTerminal, tlspinInTerminal } from "./terminal.ts";
import { documentOf, newFolder, type Run, tlspin } from "./tlspin.ts";

let folder: string;
beforeAll(async () => {
  folder = newFolder();
  mkdirSync(join(folder, ".tlspin"));
  writeFileSync(join(folder, "old.json"), policyText({ pins: [A], backupPins: [B] }));
  writeFileSync(
    join(folder, "pins.json"),
    policyText({ pins: [A], backupPins: [C] }, { revision: 2 }),
  );
  writeFileSync(join(folder, ".tlspin/servers.json"), JSON.stringify(SERVERS));
  writeFileSync(
    join(folder, "users.csv"),
    "date,version,users\n2026-11-24,4.1.0,62\n2026-11-24,4.2.0,938\n",
  );
  await run(
    "release",
    "add",
    "4.1.0",
    "--app",
    "desktop",
    "--policy",
    "old.json",
    "--released",
    "2026-06-01",
  );
  await run("release", "add", "4.2.0", "--app", "desktop", "--released", "2026-11-20");
});

describe("tlspin simulate", () => {
  test("says who is cut off, and exits with 1", async () => {
    const { code, stdout, stderr } = await simulated("--adoption", "users.csv");
    expect(stderr).toBe("");
    expect(code).toBe(1);
    expect(stdout).toContain("measured, last on 2026-11-24, and held since");
    expect(stdout).toContain(
      "First: desktop 4.1.0, 6.2 % of its users, is refused from 2027-01-14, when api.example.com starts serving key C, because it knows only A and B.",
    );
  });

  test("exits with 0 where that is allowed", async () => {
    const { code } = await simulated("--adoption", "users.csv", "--max-cut-off", "6.2");
    expect(code).toBe(0);
    expect((await simulated("--adoption", "users.csv", "--max-cut-off", "6.1")).code).toBe(1);
  });

  test("and where users have updated by then, as far as is assumed", async () => {
    const { code, stdout } = await simulated("--half-life", "4");
    expect(stdout).toContain("assumed: half of the users");
    expect(code).toBe(0);
  });

  test("prints one JSON document", async () => {
    const result = await simulated("--adoption", "users.csv", "--json");
    expect(documentOf(result)).toMatchObject({
      firstFailure: "2027-01-14",
      populations: [{ cutOff: { share: 0.062, at: "2027-01-14" } }],
      findings: [{ version: "4.1.0", outcome: "refuses", path: ["C"] }],
    });
  });

  test("exits with 3 where users have a release that was not recorded", async () => {
    writeFileSync(
      join(folder, "more.csv"),
      "date,version,users\n2026-11-24,3.9,1\n2026-11-24,4.2.0,9\n",
    );
    const { code, stdout } = await simulated("--adoption", "more.csv");
    expect(stdout).toContain("desktop 3.9 (10 %)");
    expect(code).toBe(3);
  });

  test("counts requests of a log on standard input by their Tlspin-Revision", async () => {
    const line =
      '192.0.2.7 - alice [24/Nov/2026:10:00:00 +0000] "GET /v1/me HTTP/1.1" 200 tlspin-revision="2"\n';
    const input = line.repeat(3) + line.replace('"2"', '"1"');
    const args = ["simulate", ...TIME, "--adoption", "-", "--json"];
    const result = await tlspin(args, { cwd: folder, input });
    expect(documentOf(result)).toMatchObject({ populations: [{ cutOff: { share: 0.25 } }] });
    expect(result.stdout).not.toMatch(/alice|192\.0\.2\.7/);
  });

  test.each([
    [
      "a table that counts nobody",
      ["--adoption", "pins.json", "--adoption-format", "log"],
      "counts nobody",
    ],
    [
      "a servers.json that is not there",
      ["--servers", "nowhere.json"],
      "nobody has said what the servers show",
    ],
    ["a pattern without a group", ["--pattern", "Desktop/(.*)"], "Name a group"],
    ["an end before the beginning", ["--until", "2026-01-01"], "--until is not after --from"],
    ["a half-life of nothing", ["--half-life", "0"], "above 0"],
  ])("refuses %s", async (_, args, message) => {
    const { code, stderr } = await simulated(...args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  test.skipIf(!hasTerminal)("fits into 80 columns", async () => {
    const args = ["simulate", ...TIME, "--adoption", "users.csv"];
    const { screen } = await tlspinInTerminal(args, { cwd: folder });
    const lines = screen.replaceAll(/\x1b\[[\d;]*m/g, "").split(/\r?\n/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

function simulated(...args: readonly string[]): Promise<Run> {
  return run("simulate", ...TIME, ...args);
}

function run(...args: readonly string[]): Promise<Run> {
  return tlspin(args, { cwd: folder });
}

const TIME = ["--from", "2026-12-01", "--until", "2028-01-01"];

const SERVERS = {
  version: 1,
  keys: { A, B, C },
  hosts: [
    {
      host: "api.example.com",
      serves: [
        { from: "2026-01-01", paths: [["A"]] },
        { from: "2027-01-14", rollOutDays: 2, paths: [["C"]] },
      ],
    },
  ],
};
