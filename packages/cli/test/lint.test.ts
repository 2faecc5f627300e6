import {
  readFileSync,
  statSync,
  symlinkSync,
  lstatSync,
  writeFileSync,
  chmodSync,
  readdirSync,
} from "node:fs";
import { join } from "node:path";

import { pinOf } from "@tlspin/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { A, B, C, policyText } from "./policies.ts";
import { documentOf, newFolder, tlspin } from "./tlspin.ts";
import { startWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.servers.close());

describe("tlspin lint", () => {
  test("says that a policy is valid, and what was not judged", async () => {
    const { code, stdout, stderr } = await tlspin(["lint", "-"], { input: policyText() });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("not judged without --base: revision-not-raised\n");
    expect(stdout).toMatch(/\nvalid: standard input, revision 1, 1 host rule: nothing found\.\n$/);
  });

  test("lists every problem of the parser with place and hint, and exits with 1", async () => {
    const input = '{"version":1,"version":2,\n"hosts":{},"unlistedHost":[]}';
    const run = await tlspin(["lint", "-"], { input });
    expect(run).toMatchObject({ code: 1, stderr: "" });
    expect(run.stdout).toContain("2:27 error key-unknown /unlistedHost");
    expect(run.stdout).toContain('to do: did you mean "unlistedHosts"?');
    expect(run.stdout).toContain("json-duplicate-key");
    expect(run.stdout).toContain("2:9 error value-invalid /hosts");
    expect(run.stdout).toMatch(/not valid: \d problems\. No app loads this policy\.\n$/);
  });

  test.each(["", "{", "[]", "null", "pins: []"])("%j is no policy", async (input) => {
    const run = await tlspin(["lint", "-"], { input });
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("not valid:");
  });

  test("a byte order mark is an error here too, because the app refuses the file", async () => {
    const run = await tlspin(["lint", "-"], { input: `\uFEFF${policyText({})}` });
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("begins with a byte order mark");
  });

  test("bytes that are not UTF-8 are an unreadable file", async () => {
    const run = await tlspin(["lint", "-"], { input: Buffer.from([0x7b, 0xff, 0x7d]) });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("not UTF-8");
  });

  test("--fail-on decides from which severity on it fails", async () => {
    const input = policyText({ mode: "report-only" });
    expect((await tlspin(["lint", "-"], { input })).code).toBe(0);
    expect((await tlspin(["lint", "-", "--fail-on", "warning"], { input })).code).toBe(1);
  });

  test("--horizon and --at say what is near", async () => {
    const input = policyText({ expires: "2027-06-30" });
    const at = ["lint", "-", "--at", "2027-02-01", "--json", "--horizon"];
    expect(idsOf(await tlspin([...at, "100d"], { input }))).toEqual([]);
    expect(idsOf(await tlspin([...at, "200d"], { input }))).toEqual(["expiry-near"]);
  });

  test("--json is one document, with the line of each finding and the fate of each rule", async () => {
    const run = await tlspin(["lint", "-", "--json"], {
      input: policyText({ mode: "report-only" }),
    });
    expect(documentOf(run)).toMatchObject({
      policy: "standard input",
      valid: true,
      revision: 1,
      hosts: 1,
      findings: [
        { id: "report-only", severity: "warning", pointer: "/hosts/0/mode", line: 19, column: 15 },
      ],
      rules: expect.arrayContaining([
        expect.objectContaining({ id: "chain-refused", status: "not-judged" }),
      ]),
      unreachable: [],
      fixed: [],
    });
  });

  test("control characters of a policy do not reach the terminal", async () => {
    const input = policyText({ "\u001b[2J\u202e": 1 });
    const { stdout } = await tlspin(["lint", "-"], { input });
    expect(stdout).toContain("\\u{1b}[2J\\u{202e}");
    expect(stdout).not.toContain("\u001b");
  });
});

describe("tlspin lint with evidence", () => {
  const dial = (server: string) => ["--dial", "--no-client-certificate", ...world.flags(server)];

  test("--dial: backups off the chain and the right key pass", async () => {
    const input = policyText({ pins: [pinOf(world.leaf.spki)] });
    const run = await tlspin(["lint", "-", "--json", ...dial("right")], { input });
    expect(run.code).toBe(0);
    expect(statusesOf(run)).toMatchObject({
      "backup-on-chain": "passed",
      "chain-refused": "passed",
      "client-certificate-exposed": "passed",
      "backup-without-key": "not-judged",
    });
  });

  test("--dial: a backup that stands in the chain, and a key that is refused", async () => {
    const input = policyText({ backupPins: [{ spki: pinOf(world.issuer.spki), at: "leaf" }] });
    const run = await tlspin(["lint", "-", "--json", ...dial("right")], { input });
    expect(run.code).toBe(1);
    expect(idsOf(run)).toEqual(
      expect.arrayContaining(["backup-on-chain", "chain-refused", "pin-unused"]),
    );
  });

  test("--dial: who cannot be reached leaves the rules unjudged: exit code 3", async () => {
    const run = await tlspin(["lint", "-", ...dial("reset")], { input: policyText() });
    expect(run.code).toBe(3);
    expect(run.stdout).toContain("not reached: api.example.com:443");
    expect(run.stdout).toContain("not judged without --dial or --chain");
  });

  test("--dial: a chain that TLS refuses is no evidence", async () => {
    const run = await tlspin(["lint", "-", ...dial("expired")], { input: policyText() });
    expect(run.code).toBe(3);
    expect(run.stdout).toContain("refused by ordinary TLS validation: a certificate has expired");
  });

  test("--chain judges a file, of the one pinned host or of the one that it names", async () => {
    const input = policyText({ pins: [pinOf(world.leaf.spki)] });
    for (const chain of [world.chain, `api.example.com=${world.chain}`]) {
      const run = await tlspin(["lint", "-", "--json", "--chain", chain], { input });
      expect(statusesOf(run)).toMatchObject({ "chain-refused": "passed" });
    }
    const two = JSON.parse(input);
    two.hosts.push({ ...two.hosts[0], host: "www.example.com" });
    const unclear = await tlspin(["lint", "-", "--chain", world.chain], {
      input: JSON.stringify(two),
    });
    expect(unclear).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--chain host=file"),
    });
  });

  test("--key and --release are read from files", async () => {
    const folder = newFolder();
    const made = await tlspin(
      ["key", "new", "next", "--unencrypted", "--dir", ".", "--host", "api.example.com", "--json"],
      { cwd: folder },
    );
    const { pin } = documentOf(made);
    const policy = policyText({ backupPins: [pin] });
    writeFileSync(join(folder, "pins.json"), policy);
    writeFileSync(join(folder, "4.1.json"), policyText({ pins: [C], backupPins: [B] }));
    const lint = (...args: readonly string[]) =>
      tlspin(["lint", "pins.json", "--json", ...args], { cwd: folder });
    expect(statusesOf(await lint("--key", "next.csr.pem"))).toMatchObject({
      "backup-without-key": "passed",
    });
    expect(statusesOf(await lint("--key", "next.key.pem"))).toMatchObject({
      "backup-without-key": "passed",
    });
    const cutOff = await lint("--release", "desktop 4.1=4.1.json");
    expect(cutOff.code).toBe(1);
    expect(idsOf(cutOff)).toContain("release-cut-off");
    expect(await lint("--release", "4.1.json")).toMatchObject({ code: 2 });
    expect(await lint("--key", "pins.json")).toMatchObject({ code: 2 });
  });
});

describe("tlspin lint --fix", () => {
  const distrusted = { pins: [A, C], distrusted: [{ spki: C, note: "stolen" }] };

  test("takes a distrusted pin out and raises the revision; notes, layout and mode stay", async () => {
    const [folder, path] = fileOf(
      policyText({ ...distrusted, note: "ours" }).replaceAll("\n", "\r\n"),
    );
    chmodSync(path, 0o600);
    const run = await tlspin(["lint", "pins.json", "--fix"], { cwd: folder });
    expect(run.code).toBe(0);
    expect(run.stdout).toContain(
      "fixed: /revision raised from 1 to 2\nfixed: /hosts/0/pins/1 removed\n",
    );
    const after = policyText({ ...distrusted, pins: [A], note: "ours" }, { revision: 2 });
    expect(readFileSync(path, "utf8")).toBe(after.replaceAll("\n", "\r\n"));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["pins.json"]);
  });

  test("raises the revision above the base, and no further", async () => {
    const [folder, path] = fileOf(policyText({ pins: [C] }));
    writeFileSync(join(folder, "base.json"), policyText({}, { revision: 7 }));
    const args = ["lint", "pins.json", "--base", "base.json", "--fix", "--json"];
    expect(documentOf(await tlspin(args, { cwd: folder }))).toMatchObject({
      fixed: ["/revision raised from 1 to 8"],
      revision: 8,
      findings: [],
    });
    expect(readFileSync(path, "utf8")).toBe(policyText({ pins: [C] }, { revision: 8 }));
    expect(documentOf(await tlspin(args, { cwd: folder }))).toMatchObject({ fixed: [] });
  });

  test("a revision that is above the base already stays, whatever else is mended", async () => {
    const [folder, path] = fileOf(policyText(distrusted, { revision: 9 }));
    writeFileSync(join(folder, "base.json"), policyText(distrusted, { revision: 7 }));
    await tlspin(["lint", "pins.json", "--base", "base.json", "--fix"], { cwd: folder });
    expect(readFileSync(path, "utf8")).toBe(
      policyText({ ...distrusted, pins: [A] }, { revision: 9 }),
    );
  });

  test("leaves alone what it may not decide, and what does not load", async () => {
    for (const text of [policyText({ distrusted: [{ spki: A }] }), '{ "version": 1 }']) {
      const [folder, path] = fileOf(text);
      expect(await tlspin(["lint", "pins.json", "--fix"], { cwd: folder })).toMatchObject({
        code: 1,
      });
      expect(readFileSync(path, "utf8")).toBe(text);
    }
  });

  test("rewrites the file that a link leads to", async () => {
    const [folder, path] = fileOf(policyText(distrusted));
    symlinkSync("pins.json", join(folder, "link.json"));
    await tlspin(["lint", "link.json", "--fix"], { cwd: folder });
    expect(lstatSync(join(folder, "link.json")).isSymbolicLink()).toBe(true);
    const after = policyText({ ...distrusted, pins: [A] }, { revision: 2 });
    expect(readFileSync(path, "utf8")).toBe(after);
  });
});

function fileOf(text: string): readonly [folder: string, path: string] {
  const folder = newFolder();
  const path = join(folder, "pins.json");
  writeFileSync(path, text);
  return [folder, path];
}

type Run = Awaited<ReturnType<typeof tlspin>>;

function idsOf(run: Run): readonly string[] {
  const { findings } = documentOf(run) as { findings: readonly { id: string }[] };
  return findings.map(({ id }) => id);
}

function statusesOf(run: Run): Readonly<Record<string, string>> {
  const { rules } = documentOf(run) as { rules: readonly { id: string; status: string }[] };
  return Object.fromEntries(rules.map(({ id, status }) => [id, status]));
}
