import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { pinOf } from "@tlspin/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { A, B, C, policyText } from "./policies.ts";
import { documentOf, newFolder, tlspin } from "./tlspin.ts";
import { startWorld, type World } from "./world.ts";

const OLD = policyText();
const NEW = { revision: 2 };

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.servers.close());

describe("tlspin diff", () => {
  test("says what each change does, where it stands and what is not known", async () => {
    const run = await compare(OLD, policyText({ pins: [C] }, NEW));
    expect(run).toEqual({
      code: 0,
      stderr: "",
      stdout: `old.json → new.json, revision 1 → 2
  narrowing pin-removed api.example.com
    no longer accepts ${A}
    not known: whether a live server is refused: --against-live or --chain
    old /hosts/0/pins/0
  widening pin-added api.example.com
    accepts a further key: ${C}
    new /hosts/0/pins/0
  neutral revision-raised whole policy
    the revision goes from 1 to 2
    old /revision, new /revision
narrowing: 1 narrowing, 1 widening, 1 neutral.
`,
    });
  });

  test("the same policy has no changes", async () => {
    expect(await compare(OLD, OLD)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("same: no change."),
    });
  });

  test.each([
    [{ mode: "report-only" }, [], 1],
    [{ mode: "report-only" }, ["--fail-on", "none"], 0],
    [{ mode: "report-only" }, ["--fail-on", "bricking"], 0],
    [{ pins: [A, C] }, [], 0],
    [{ pins: [A, C] }, ["--fail-on", "narrowing,widening"], 1],
  ])("of %j with %j exits with %d", async (rule, flags, code) => {
    expect(await compare(OLD, policyText(rule, NEW), ...flags)).toMatchObject({ code });
  });

  test("--json is one document", async () => {
    const run = await compare(OLD, policyText({ mode: "report-only" }, NEW), "--json");
    expect(documentOf(run)).toMatchObject({
      old: { policy: "old.json", revision: 1 },
      new: { policy: "new.json", revision: 2 },
      changes: [
        {
          kind: "opening",
          id: "enforcement-dropped",
          hosts: ["api.example.com"],
          newPointer: "/hosts/0/mode",
        },
        { kind: "neutral", id: "revision-raised" },
      ],
      counts: { opening: 1, bricking: 0 },
      unreachable: [],
    });
  });

  test("--format github annotates the lines of the new file", async () => {
    const run = await compare(OLD, policyText({ mode: "report-only" }, NEW), "--format", "github");
    expect(run.stdout).toContain(
      "::error file=new.json,line=19,endLine=19,col=15,endColumn=28,title=tlspin opening (enforcement-dropped)::api.example.com: was enforced",
    );
  });

  test("--format markdown is a table in which nothing is markup", async () => {
    const run = await compare(
      OLD,
      policyText({ mode: "report-only" }, NEW),
      "--format",
      "markdown",
    );
    expect(run.stdout).toContain(
      "| **opening** | api.example.com | was enforced and is only reported",
    );
    const names = await compare(
      OLD,
      policyText({}, NEW),
      "--format",
      "markdown",
      "--release",
      `<img src=x>|*=old.json`,
    );
    expect(names.stdout).not.toContain("<img");
  });

  test("a policy that does not load is an error that names its file", async () => {
    const run = await compare(OLD, policyText({ pins: [] }, NEW));
    expect(run.code).toBe(1);
    expect(run.stderr).toContain("new.json is not valid");
    expect(run.stderr).toContain("/hosts/0/pins");
  });
});

describe("tlspin diff with evidence", () => {
  const [before, after] = [
    () => ({ pins: [pinOf(world.leaf.spki)] }),
    () => ({ pins: [pinOf(world.moved.spki)] }),
  ];
  const live = (server: string) => ["--against-live", ...world.flags(server)];

  test("--against-live tells bricking from narrowing", async () => {
    const pair = [policyText(before()), policyText(after(), NEW)] as const;
    const bricked = await compare(...pair, ...live("right"));
    expect(bricked.code).toBe(1);
    expect(bricked.stdout).toContain("bricking pin-removed api.example.com");
    expect(bricked.stdout).toContain("api.example.com:443 serves what is refused now");
    const moved = await compare(...pair, ...live("moved"));
    expect(moved.code).toBe(0);
    expect(moved.stdout).toContain("narrowing pin-removed");
    expect(moved.stdout).not.toContain("not known");
  });

  test("--against-live: a host that cannot be reached is told: exit code 3", async () => {
    const run = await compare(OLD, policyText({ pins: [C] }, NEW), ...live("reset"));
    expect(run.code).toBe(3);
    expect(run.stdout).toContain("not reached: api.example.com:443");
    expect(run.stdout).toContain("not known: whether a live server is refused");
  });

  test("--against-live: TLS 1.2 of a server is seen", async () => {
    const run = await compare(
      policyText(before()),
      policyText(before(), { ...NEW, minTls: "1.3" }),
      ...live("tls-1.2"),
    );
    expect(run.stdout).toContain("bricking min-tls-raised");
  });

  test("--release names the release that a promotion cuts off", async () => {
    const promoted = policyText({ pins: [A, B], backupPins: [C] }, NEW);
    const run = await compare(OLD, promoted, "--release", "desktop 4.1=release.json");
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("desktop 4.1 does not know the promoted key");
  });
});

describe("tlspin diff --git, and lint --base of a revision", () => {
  const folder = newFolder();
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], {
      cwd: folder,
      stdio: "pipe",
    });
  beforeAll(() => {
    git("init", "--quiet", "--initial-branch=main");
    mkdirSync(join(folder, "app"));
    writeFileSync(join(folder, "app/pins.json"), OLD);
    git("add", ".");
    git("commit", "--quiet", "--message=Pin");
    writeFileSync(join(folder, "app/pins.json"), policyText({ pins: [C] }));
  });

  test.each([
    [".", "app/pins.json"],
    ["app", "pins.json"],
    ["app", "./pins.json"],
  ])("from %s, of %s", async (cwd, path) => {
    const run = await tlspin(["diff", "--git", "main", path], { cwd: join(folder, cwd) });
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("bricking revision-not-raised");
    const lint = await tlspin(["lint", path, "--base", "main:", "--json"], {
      cwd: join(folder, cwd),
    });
    expect(documentOf(lint)).toMatchObject({ findings: [{ id: "revision-not-raised" }] });
  });

  test("a revision and path are spelled as git spells them", async () => {
    const run = await tlspin(["diff", "main:app/pins.json", "pins.json"], {
      cwd: join(folder, "app"),
    });
    expect(run.stdout).toContain("main:app/pins.json → pins.json");
  });

  test.each(["nowhere", "--help", "--upload-pack=x"])("%s is no revision", async (ref) => {
    const run = await tlspin(["diff", `--git=${ref}`, "app/pins.json"], { cwd: folder });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("cannot be read");
    expect(run.stderr).toContain("a revision and path that git knows");
  });
});

/** Runs it on two files, beside a release that carries the old pins with another backup. */
function compare(
  before: string,
  after: string,
  ...flags: readonly string[]
): ReturnType<typeof tlspin> {
  const cwd = newFolder();
  writeFileSync(join(cwd, "old.json"), before);
  writeFileSync(join(cwd, "new.json"), after);
  writeFileSync(join(cwd, "release.json"), policyText({ backupPins: [C] }));
  return tlspin(["diff", "old.json", "new.json", ...flags], { cwd });
}
