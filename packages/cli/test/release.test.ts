import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { beforeEach, describe, expect, test } from "vitest";

import { B, C, policyText } from "./policies.ts";
import { documentOf, newFolder, type Run, tlspin } from "./tlspin.ts";

let folder: string;
beforeEach(() => {
  folder = newFolder();
  writeFileSync(join(folder, "pins.json"), policyText({ backupPins: [B] }));
  writeFileSync(join(folder, "next.json"), policyText({ backupPins: [C] }, { revision: 2 }));
});

describe("tlspin release add", () => {
  test("keeps the policy under the SHA-256 of its content", async () => {
    const { code, stdout } = await run("release", "add", "4.1.0", "--app", "desktop");
    expect(code).toBe(0);
    expect(stdout).toContain("Recorded: 1 release in .tlspin/releases.json");
    const [file = ""] = readdirSync(join(folder, ".tlspin/policies"));
    const sum = execFileSync("sha256sum", [join(folder, ".tlspin/policies", file)], {
      encoding: "utf8",
    });
    expect(`${sum.split(" ")[0]}.json`).toBe(file);
  });

  test("changes nothing where it is recorded again, but may say when it ended", async () => {
    await run("release", "add", "4.1.0", "--app", "desktop", "--released", "2026-06-01");
    const before = ledger();
    await run("release", "add", "4.1.0", "--app", "desktop");
    expect(ledger()).toBe(before);

    // Even where pins.json has gone on.
    writeFileSync(join(folder, "pins.json"), policyText({ backupPins: [C] }, { revision: 2 }));
    await run("release", "add", "4.1.0", "--app", "desktop", "--ended", "2027-01-01");
    expect(JSON.parse(ledger()).releases).toEqual([
      { ...JSON.parse(before).releases[0], ended: "2027-01-01" },
    ]);
  });

  test("refuses another policy for a version that users have, and writes nothing", async () => {
    await run("release", "add", "4.1.0", "--app", "desktop");
    const before = ledger();
    const args = ["release", "add", "4.1.0", "--app", "desktop", "--policy", "next.json"];
    const { code, stderr } = await run(...args);
    expect(code).toBe(2);
    expect(stderr).toContain("desktop 4.1.0 was recorded with another policy");
    expect(ledger()).toBe(before);
    expect(readdirSync(join(folder, ".tlspin/policies"))).toHaveLength(1);
  });

  test("reads the policy of each git tag", async () => {
    git("init", "--quiet");
    commit("v1.0.0", "2026-01-01T12:00:00Z");
    writeFileSync(join(folder, "pins.json"), policyText({ backupPins: [C] }, { revision: 2 }));
    commit("v1.1.0", "2026-03-01T12:00:00Z");
    const result = await run("release", "add", "--app", "desktop", "--tags", "v*", "--json");
    expect(documentOf(result)).toMatchObject({
      recorded: [
        { version: "1.0.0", released: "2026-01-01" },
        { version: "1.1.0", released: "2026-03-01" },
      ],
    });
    expect(readdirSync(join(folder, ".tlspin/policies"))).toHaveLength(2);
  });

  test.each([
    ["neither a version nor tags", ["release", "add", "--app", "desktop"], "one version"],
    ["no app", ["release", "add", "1.0.0"], "--app"],
    [
      "a system without a model",
      ["release", "add", "1.0.0", "--app", "a", "--platform", "symbian"],
      "symbian",
    ],
  ])("refuses %s", async (_, args, message) => {
    const { code, stderr } = await run(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  test("does not touch a ledger that it cannot read", async () => {
    await run("release", "add", "4.1.0", "--app", "desktop");
    const broken = ledger().replace('"released"', '"relaesed"');
    writeFileSync(join(folder, ".tlspin/releases.json"), broken);
    const { code, stderr } = await run("release", "add", "4.2.0", "--app", "desktop");
    expect(code).toBe(2);
    expect(stderr).toContain('/releases/0/relaesed: "relaesed" is no key of this file');
    expect(ledger()).toBe(broken);
  });
});

test("tlspin release list names what was recorded", async () => {
  await run("release", "add", "4.1.0", "--app", "desktop", "--released", "2026-06-01");
  await run("release", "add", "3.0.0", "--app", "mobile", "--platform", "android");
  const { stdout } = await run("release", "list");
  expect(stdout).toContain("desktop 4.1.0");
  expect(stdout).toContain("mobile 3.0.0 (android)");
  expect(stdout).toContain("2 releases.");
});

function run(...args: readonly string[]): Promise<Run> {
  return tlspin(args, { cwd: folder });
}

function ledger(): string {
  return readFileSync(join(folder, ".tlspin/releases.json"), "utf8");
}

function commit(tag: string, date: string): void {
  git("add", "pins.json");
  const env = { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  const who = ["-c", "user.name=Example", "-c", "user.email=dev@example.com"];
  execFileSync("git", [...who, "commit", "--quiet", "-m", tag], { cwd: folder, env });
  git("tag", tag);
}

function git(...args: readonly string[]): void {
  execFileSync("git", args, { cwd: folder });
}
