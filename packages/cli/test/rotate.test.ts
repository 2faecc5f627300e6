import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { beforeAll, beforeEach, describe, expect, test } from "vitest";

import { A, B, C, D, policyText } from "./policies.ts";
import { documentOf, newFolder, type Run, runNode, SOURCE, tlspin } from "./tlspin.ts";

// Made once, and copied for each test: two releases, and then also a plan with its first step.
const templates = { released: newFolder(), begun: newFolder() };
let folder: string;
beforeAll(async () => {
  folder = templates.released;
  mkdirSync(join(folder, ".tlspin"));
  write("old.json", policyText({ backupPins: [D], ...UNENDING }));
  write("pins.json", PINS);
  write(".tlspin/servers.json", SERVERS);
  await run("release add 4.1.0 --app desktop --policy old.json --released 2026-01-01");
  await run("release add 4.2.0 --app desktop --released 2026-11-01");
  useCopyOf("released");
  await run(`rotate plan --reserve ${C} --roll-out 7 --at 2026-12-01`);
  await run("rotate advance --at 2026-12-01");
  templates.begun = folder;
});
beforeEach(() => useCopyOf("begun"));

describe("tlspin rotate", () => {
  test("plans, and takes each step once it is safe, up to the end", async () => {
    useCopyOf("released");
    const planned = await rotate(`plan --reserve ${C} --roll-out 7 --at 2026-12-01`);
    expect(planned.code).toBe(0);
    expect(planned.stdout).toContain("2027-08-28  B becomes adopted, revision 4");
    const days = ["2026-12-01", "2027-08-28", "2027-08-28", "2027-09-04", "2028-07-01"];
    for (const day of days) {
      const { code, stdout } = await rotate(`advance --at ${day}`);
      expect(stdout).toContain("taken:");
      expect(code).toBe(0);
      // Each change of pins.json goes out, as the command says to.
      if (!stdout.includes("Written: pins.json")) continue;
      const { revision } = JSON.parse(read("pins.json"));
      await run(`release add 5.${revision} --app desktop --released ${day}`);
    }
    expect(read("pins.json")).toBe(
      PINS.replace('"revision": 2', '"revision": 5').replace(B, C).replace(A, B),
    );
    const { code, stdout } = await rotate("advance --at 2028-07-02");
    expect(stdout).toContain("complete: key B is in use");
    expect(code).toBe(0);
    expect((await rotate("status --at 2028-07-02")).code).toBe(0);
  });

  test("refuses a step that cuts users off, says whom, and from when it is safe; nothing is written", async () => {
    const before = files();
    const { code, stdout } = await rotate("advance --at 2026-12-02");
    expect(code).toBe(1);
    expect(stdout).toContain(
      "desktop 4.1.0, 48.9 % of its users, is refused from 2026-12-02, when api.example.com starts serving key B, because it knows only A and D.",
    );
    expect(stdout).toContain("Safe from 2027-08-28.");
    expect(stdout).toContain("desktop: assumed: half of the users");
    expect(files()).toEqual(before);

    const json = await rotate("advance --at 2026-12-02 --json");
    expect(documentOf(json)).toMatchObject({
      step: { key: "B", to: "adopted" },
      taken: false,
      verdict: { allowed: false, unpinned: 0, unknown: 0 },
      earliest: { on: "2027-08-28", ifShipped: false },
      adoption: [{ app: "desktop", source: "assumed" }],
    });
  });

  test("takes it where that many may be cut off, and says so", async () => {
    const { code, stdout } = await rotate("advance --at 2026-12-02 --max-cut-off 49");
    expect(code).toBe(0);
    expect(stdout).toContain("Cut off: 48.9 % of an app's users at most.");
  });

  test("says of counted users that they were counted", async () => {
    write("users.csv", "date,version,users\n2026-11-30,4.1.0,62\n2026-11-30,4.2.0,938\n");
    const { stdout } = await rotate("advance --at 2026-12-02 --adoption users.csv");
    expect(stdout).toContain("desktop 4.1.0, 6.2 % of its users");
    expect(stdout).toContain("No day within 5 years is safe");
    expect(stdout).toContain("desktop: measured, last on 2026-11-30, and held since");
  });

  test("refuses to drop the old pin before the servers have changed over", async () => {
    await rotate("advance --at 2026-12-02 --max-cut-off 49");
    const before = files();
    const { code, stdout } = await rotate("advance --key A --at 2026-12-03");
    expect(code).toBe(1);
    expect(stdout).toContain(
      "desktop with revision 5, 100 % of its users, is refused from 2026-12-03, the day it is out, while api.example.com serves key A, because it knows only B and C.",
    );
    expect(files()).toEqual(before);
  });

  test("writes nothing with --dry-run", async () => {
    const before = files();
    const { code, stdout } = await rotate("advance --at 2027-09-01 --dry-run");
    expect(stdout).toContain("allowed: nothing was written.");
    expect(code).toBe(0);
    expect(files()).toEqual(before);
  });

  test("goes no further where pins.json was changed by hand, until that is taken over", async () => {
    write("pins.json", read("pins.json").replace(`,\n        "${C}"`, "").replace(`, "${C}"`, ""));
    const advance = await rotate("advance --at 2027-09-01");
    expect(advance.code).toBe(2);
    expect(advance.stderr).toContain("key C is published, so it should be in backupPins");
    const status = await rotate("status --at 2027-09-01");
    expect(status.code).toBe(1);
    expect(status.stdout).toContain("disagreement:");

    // Removed by hand, it is a key of the past. The plan wants another one.
    const plan = await rotate("plan --at 2027-09-01");
    expect(plan.stdout).toContain("A key is missing");
    expect(plan.code).toBe(1);
  });

  test("lays out what can be done about a stolen key, and does what is chosen", async () => {
    const shown = await rotate("emergency --stolen A --at 2026-12-02");
    expect(shown.code).toBe(1);
    expect(shown.stdout).toContain("Exposed: 100 % of an app's users accept it");
    expect(shown.stdout).toContain("no way out cuts off as few as --max-cut-off allows");
    const refused = await rotate("emergency --stolen A --choose switch-to-B --at 2026-12-02");
    expect(refused.code).toBe(1);
    expect(JSON.parse(read("pins.json")).revision).toBe(3);

    const flags = "--max-cut-off 49 --at 2026-12-02";
    const json = await rotate(`emergency --stolen A ${flags} --json`);
    expect(json.code).toBe(0);
    expect(documentOf(json)).toMatchObject({
      exposed: { share: 1 },
      choices: [
        { id: "switch-to-B", wayOut: true, exposed: { until: "2027-09-28" } },
        { id: "switch-to-C", wayOut: false },
        { id: "distrust", wayOut: false },
        { id: "wait", wayOut: false },
      ],
    });
    const done = await rotate(`emergency --stolen ${A} --choose switch-to-B ${flags}`);
    expect(done.code).toBe(0);
    expect(JSON.parse(read("pins.json"))).toMatchObject({
      revision: 4,
      hosts: [{ pins: [B], backupPins: [C], distrusted: [{ spki: A }] }],
    });
    const { stdout } = await rotate("status --at 2026-12-02");
    expect(stdout).toContain("A  retired since 2026-12-02, stolen");
  });

  test.each([
    ["advance", "no rotation was planned"],
    ["plan other.example.com", "has no rule that pins other.example.com"],
    ["plan --to Z", "has no key Z"],
    ["plan --max-cut-off 101", "Write a number from 0 to 100"],
  ])("%s is answered with what is wrong", async (args, message) => {
    useCopyOf("released");
    const { code, stderr } = await rotate(args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  test("says nothing about users of whom nobody knows", async () => {
    write(".tlspin/releases.json", '{ "version": 1, "releases": [] }');
    const { code, stderr } = await rotate("plan");
    expect(stderr).toContain("no release was recorded");
    expect(code).toBe(2);
  });
});

describe("a crash while a step is written", () => {
  // The journal comes and goes, and each of three files takes the place of the last one.
  test("at any moment leaves all files as before it or as after it, once the next run looked", async () => {
    await rotate("advance --at 2027-09-01");
    const before = files();
    const after = await undisturbed("advance --at 2027-09-01", before);
    let killed = 0;
    for (let n = 1; ; n++) {
      restore(before);
      const { code } = await dying(n, "advance --at 2027-09-01");
      if (code === 0) break;
      killed++;
      expect(code).toBeNull();
      const { stdout, stderr } = await rotate("status --at 2027-09-01");
      expect(stderr).toBe("");
      expect(stdout).toContain("Rotation of api.example.com to key B");
      expect([before, after]).toContainEqual(files());
    }
    expect(killed).toBeGreaterThan(5);
  });

  test("is said where a file was changed since, and nothing is lost", async () => {
    await rotate("advance --at 2027-09-01");
    // The journal is there, pins.json and the others are not written yet.
    await dying(3, "advance --at 2027-09-01");
    expect(readdirSync(join(folder, ".tlspin"))).toContain("rotation.journal.json");
    write(".tlspin/servers.json", `${SERVERS}\n`);
    const before = files();
    const { code, stderr } = await rotate("status --at 2027-09-01");
    expect(code).toBe(2);
    expect(stderr).toContain("changed after a run was stopped while it wrote");
    expect(files()).toEqual(before);
  });
});

/** Works in a new copy of a folder. */
function useCopyOf(template: keyof typeof templates): void {
  folder = newFolder();
  cpSync(templates[template], folder, { recursive: true });
}

async function undisturbed(
  args: string,
  before: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  restore(before);
  expect((await rotate(args)).code).toBe(0);
  return files();
}

function dying(n: number, args: string): Promise<Run> {
  const program = fileURLToPath(new URL("programs/dies-writing.ts", import.meta.url));
  const words = ["--conditions=@tlspin/source", "--import", program, SOURCE, "rotate"];
  return runNode([...words, ...args.split(" ")], {
    cwd: folder,
    env: { DIE_BEFORE: String(n) },
  });
}

function rotate(args: string): Promise<Run> {
  return tlspin(["rotate", ...args.split(" ")], { cwd: folder });
}

async function run(args: string): Promise<void> {
  expect(await tlspin(args.split(" "), { cwd: folder })).toMatchObject({ code: 0, stderr: "" });
}

/** Every file that a rotation writes, and whatever else it left behind. */
function files(): Readonly<Record<string, string>> {
  const names = readdirSync(join(folder, ".tlspin"), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => `.tlspin/${name}`)
    // Drafts are another matter: each has a name of its own, and no one reads them.
    .filter((name) => !name.startsWith(".tlspin/."));
  return Object.fromEntries(["pins.json", ...names].map((name) => [name, read(name)]));
}

function restore(saved: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(saved)) write(name, text);
}

function read(name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

const UNENDING = { expires: undefined };

const PINS = policyText({ backupPins: [B], ...UNENDING }, { revision: 2 });

const SERVERS = `{
  "version": 1,
  "keys": { "A": "${A}", "B": "${B}", "C": "${C}", "D": "${D}" },
  "hosts": [
    { "host": "api.example.com", "serves": [{ "from": "2026-01-01", "paths": [["A"]] }] }
  ]
}
`;
