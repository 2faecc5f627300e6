import { existsSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { issuerOf } from "@tlspin/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { A, B, policyText } from "./policies.ts";
import { hasTerminal, tlspinInTerminal } from "./terminal.ts";
import { documentOf, newFolder, type Run, tlspin } from "./tlspin.ts";
import { startWorld, type World } from "./world.ts";

const AT = ["--at", "2026-11-25T10:30:00Z"];

let world: World;
let folder: string;
beforeAll(async () => {
  world = await startWorld();
  folder = newFolder();
  writeFileSync(join(folder, "pins.json"), policyText({ expires: "2026-12-10" }));
  const leaf = await issuerOf(world.issuer).issueLeaf({
    hosts: ["api.example.com"],
    notBefore: new Date("2026-08-20T00:00:00Z"),
    notAfter: new Date("2026-12-17T23:59:59Z"),
  });
  writeFileSync(join(folder, "chain.pem"), leaf.pem + world.issuer.pem);
  writeFileSync(join(folder, "steps.json"), JSON.stringify([STEP]));
});
afterAll(() => world.servers.close());

const STEP = { id: "serve-b", on: "2027-02-03", title: "Serve key B", key: B, state: "active" };

describe("tlspin calendar", () => {
  test("lists the dates of pins.json, what to do, and what is not known", async () => {
    const { code, stdout, stderr } = await tlspin(["calendar", ...AT], { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(
      "Policy  pins.json, revision 1\nDays    2026-11-25 to 2029-11-25 (UTC)\n",
    );
    expect(stdout).toContain(`
Within 30 days
  2026-12-10  in 15 days    Last day of the pins: api.example.com
              planned: pins.json /hosts/0/expires
              to do: Release apps with a later day, early enough for users to update.
`);
    expect(stdout).toContain("api.example.com: its certificate, and so when it expires\n");
    expect(stdout).toContain("to do: --dial or --chain tells of certificates, --key of keys\n");
    expect(stdout).toMatch(/\n0 overdue, 1 within 30 days; the next date is 2026-12-10\.\n$/);
  });

  test("is the same each time, at the same time", async () => {
    const args = [
      "calendar",
      "--chain",
      "chain.pem",
      "--steps",
      "steps.json",
      "--html",
      "-",
      ...AT,
    ];
    const [one, other] = await Promise.all([1, 2].map(() => tlspin(args, { cwd: folder })));
    expect(one?.stdout).toContain("Serve key B");
    expect(other).toEqual(one);
  });

  test("takes certificates from --chain, and reckons the renewals that follow", async () => {
    const run = await tlspin(["calendar", "--chain", "chain.pem", "--json", ...AT], {
      cwd: folder,
    });
    expect(entriesOf(run)).toMatchObject({
      "certificate-expires/api.example.com": { on: "2026-12-17", basis: "measured" },
      "renewal/api.example.com/1": { on: "2026-11-25", basis: "planned" },
      "public-date/public-47": { on: "2029-03-15", basis: "public" },
    });
    const wished = ["--certificate-days", "90d", "--renew-before", "30", "--until", "2027-12-31"];
    const shorter = await tlspin(["calendar", "--chain", "chain.pem", "--json", ...wished, ...AT], {
      cwd: folder,
    });
    expect(documentOf(shorter)["renewals"]).toMatchObject([
      { years: [{ year: "2026" }, { year: "2027", longest: 90 }] },
    ]);
  });

  test("dials with --dial, and says so where that fails: exit code 3", async () => {
    const live = ["calendar", "--dial", "--json", "--until", "2099-12-31", ...world.flags("right")];
    const reached = await tlspin(live, { cwd: folder });
    expect(reached).toMatchObject({ code: 0, stderr: "" });
    expect(entriesOf(reached)).toHaveProperty(["certificate-expires/api.example.com"]);

    const refused = await tlspin(["calendar", "--dial", "--json", ...world.flags("expired")], {
      cwd: folder,
    });
    expect(refused.code).toBe(3);
    expect(documentOf(refused)["gaps"]).toEqual(
      expect.arrayContaining([expect.stringContaining("refused by ordinary TLS validation")]),
    );
  });

  test("tells the age of keys from the dates of CSRs, its own and those that are named", async () => {
    const cwd = newFolder();
    const made = ["key", "new", "next", "--host", "api.example.com", "--unencrypted", "--json"];
    const { pin } = documentOf(await tlspin(made, { cwd }));
    const key = String(pin);
    writeFileSync(join(cwd, "pins.json"), policyText({ backupPins: [key] }));
    utimesSync(join(cwd, ".tlspin/keys/next.csr.pem"), 0, Date.parse("2026-03-01") / 1000);
    const run = await tlspin(["calendar", "--json", "--key-days", "365", ...AT], { cwd });
    expect(entriesOf(run)[`key-age/${key}`]).toMatchObject({
      on: "2027-03-01",
      source: { text: "the date of .tlspin/keys/next.csr.pem" },
    });

    const elsewhere = ["calendar", "--state", "elsewhere", "--json", ...AT];
    expect(entriesOf(await tlspin(elsewhere, { cwd }))).not.toHaveProperty([`key-age/${key}`]);
    const named = [...elsewhere, "--key", ".tlspin/keys/next.csr.pem"];
    expect(entriesOf(await tlspin(named, { cwd }))).toHaveProperty([`key-age/${key}`]);
  });

  test("draws how the recorded releases spread, and what servers are to show", async () => {
    const cwd = newFolder();
    const servers = {
      version: 1,
      keys: { A, B },
      hosts: [
        {
          host: "api.example.com",
          serves: [
            { from: "2026-01-01", paths: [["A"]] },
            { from: "2027-01-14", paths: [["B"]] },
          ],
        },
      ],
    };
    writeFileSync(join(cwd, "pins.json"), policyText());
    const release = ["release", "add", "4.2", "--app", "desktop", "--released", "2026-10-01"];
    expect((await tlspin(release, { cwd })).code).toBe(0);
    writeFileSync(join(cwd, ".tlspin/servers.json"), JSON.stringify(servers));
    writeFileSync(
      join(cwd, "users.csv"),
      "date,version,users\n2026-11-20,4.2,900\n2026-11-20,4.1,100\n",
    );
    const run = await tlspin(["calendar", "--adoption", "users.csv", "--json", ...AT], { cwd });
    expect(documentOf(run)).toMatchObject({
      adoption: [{ release: "desktop 4.2", counted: { from: "2026-11-20", until: "2026-11-20" } }],
      gaps: expect.arrayContaining(["desktop 4.1: the release, which users have"]),
    });
    expect(entriesOf(run)["plan-step/serve/api.example.com/B"]).toMatchObject({
      on: "2027-01-14",
      title: "api.example.com starts to serve key B",
    });
    const svg = await tlspin(["calendar", "--svg", "-", ...AT], { cwd });
    expect(svg.stdout).toContain("assumed, nobody counted");
  });

  test("writes each form to its file, and replaces only what it wrote itself", async () => {
    const cwd = newFolder();
    writeFileSync(join(cwd, "pins.json"), policyText({ expires: "2026-12-10" }));
    const files = ["--ics", "pins.ics", "--svg", "pins.svg", "--html", "pins.html"];
    const { code, stdout } = await tlspin(["calendar", ...files, ...AT], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain("\nWritten\n  pins.ics\n  pins.svg\n  pins.html\n");
    expect(readFileSync(join(cwd, "pins.ics"), "utf8")).toMatch(/^BEGIN:VCALENDAR\r\n/);
    expect(readFileSync(join(cwd, "pins.svg"), "utf8")).toContain("<svg ");
    expect(readFileSync(join(cwd, "pins.html"), "utf8")).toContain("<h1>Pin calendar</h1>");

    const later = ["--at", "2026-11-26"];
    expect((await tlspin(["calendar", ...files, ...later], { cwd })).code).toBe(0);
    expect(readFileSync(join(cwd, "pins.html"), "utf8")).toContain(
      'From <time datetime="2026-11-26">',
    );
  });

  test.each(["--ics", "--svg", "--html"])(
    "does not touch what it did not write: %s",
    async (flag) => {
      const cwd = newFolder();
      writeFileSync(join(cwd, "pins.json"), policyText());
      writeFileSync(join(cwd, "mine"), "mine");
      const run = await tlspin(["calendar", flag, "mine", ...AT], { cwd });
      expect(run).toMatchObject({ code: 2, stdout: "" });
      expect(run.stderr).toContain("mine exists and is no report of this kind");
      expect(readFileSync(join(cwd, "mine"), "utf8")).toBe("mine");
    },
  );

  test.each([
    ["--ics", /^BEGIN:VCALENDAR\r\n[\s\S]*END:VCALENDAR\r\n$/],
    ["--svg", /^<\?xml[\s\S]*<\/svg>\n$/],
    ["--html", /^<!doctype html>[\s\S]*<\/html>\n$/],
  ])("prints a form alone: %s -", async (flag, form) => {
    const { code, stdout } = await tlspin(["calendar", flag, "-", ...AT], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toMatch(form);
    expect(existsSync(join(folder, "-"))).toBe(false);
  });

  test.each([
    [["--ics", "-", "--json"], "only one form can be printed"],
    [["--svg", "-", "--html", "-"], "only one form can be printed"],
    [["--until", "2026-02-30"], "Write a day, such as 2029-12-31"],
    [["--until", "2026-11-24", ...AT], "the last day, 2026-11-24, is before 2026-11-25"],
    [["--key-days", "0"], "Write a number of days"],
    [["--steps", "missing.json"], "missing.json cannot be read"],
    [["--key", "-"], "standard input has no date"],
    [["--key", "pins.json"], "no PEM block"],
    [["--svg", "no/such/folder.svg"], "cannot be written"],
  ])("%j is an error that says what to do: exit code 2", async (args, words) => {
    const run = await tlspin(["calendar", ...args], { cwd: folder });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(words);
    expect(run.stderr).toContain("to do: ");
  });

  test("a file that is no list of steps is an error that says where: exit code 2", async () => {
    const run = await tlspin(["calendar", "--steps", "pins.json"], { cwd: folder });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('pins.json is not valid\n  /steps: "steps" is missing\n');
  });

  test("text from a certificate or a policy gives the terminal no orders", async () => {
    const cwd = newFolder();
    const hostile = await issuerOf(world.issuer).issueCa({
      name: "a\u001b[2J\u202eb",
      notAfter: new Date("2027-01-01"),
    });
    writeFileSync(join(cwd, "ca.pem"), hostile.pem);
    writeFileSync(
      join(cwd, "pins.json"),
      policyText({ note: "\u001b[2J", pins: [{ spki: A, note: "\u001b[2J" }] }),
    );
    for (const form of [[], ["--json"], ["--svg", "-"], ["--html", "-"], ["--ics", "-"]]) {
      const args = ["calendar", "--chain", "ca.pem", ...form, ...AT];
      const { stdout } = await tlspin(args, { cwd });
      expect(stdout).toContain("CA certificate expires");
      expect(stdout).not.toMatch(/[\u001b\u202e]/);
    }
  });

  test.runIf(hasTerminal)(
    "on a terminal, breaks lines between words within 80 columns",
    async () => {
      const args = ["calendar", "--chain", "chain.pem", ...AT];
      const { code, screen } = await tlspinInTerminal(args, { cwd: folder });
      expect(code).toBe(0);
      expect(screen).toContain("\u001b[33min 15 days");
      for (const line of screen.replaceAll(/\u001b\[\d+m/g, "").split(/\r?\n/)) {
        expect(line.length).toBeLessThanOrEqual(80);
      }
    },
  );
});

type Entries = Readonly<Record<string, unknown>>;

function entriesOf(run: Run): Entries {
  const { entries } = documentOf(run) as { entries: readonly { readonly id: string }[] };
  return Object.fromEntries(entries.map((entry) => [entry.id, entry]));
}
