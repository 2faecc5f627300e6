import { createPrivateKey } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { parseCertificateRequest, parsePem, parsePolicyText, pinOf } from "@tlspin/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { documentOf, newFolder, type Run, tlspin } from "./tlspin.ts";
import { startWorld, type World } from "./world.ts";

const PASSPHRASE = "correct horse";
const KEY = ".tlspin/keys/api.example.com-backup.key.pem";
const CSR = ".tlspin/keys/api.example.com-backup.csr.pem";

let world: World;
let folder: string;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.servers.close());
beforeEach(() => {
  folder = newFolder();
});

describe("tlspin init", () => {
  test("pins the key that the host serves, and a backup key that it makes", async () => {
    const run = await init(["api.example.com", ...world.flags("right")]);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    const policy = parsePolicyText(read("pins.json"));
    expect(policy).toMatchObject({
      revision: 1,
      unlistedHosts: "unpinned",
      hosts: [
        {
          host: "api.example.com",
          includeSubdomains: false,
          mode: "enforce",
          pins: [{ spki: pinOf(world.leaf.spki), at: "leaf" }],
          backupPins: [{ spki: pinOf(csrKey()), at: "leaf" }],
        },
      ],
    });
    expect(Date.parse(policy.issued ?? "")).toBeLessThanOrEqual(Date.now());
    expect(JSON.parse(read("pins.json"))).toHaveProperty(
      "$schema",
      "./node_modules/@tlspin/node/policy.schema.json",
    );
  });

  test("writes a policy that allows the same server, sends nothing, and refuses another key", async () => {
    await world.servers.reset();
    await init(["api.example.com", ...world.flags("right")]);
    const same = await explain("right");
    expect(same.stdout).toContain("allow: api.example.com (pin-matched)");
    expect(same.code).toBe(0);
    const other = await explain("moved");
    expect(other.stdout).toContain("reject: api.example.com (no-pin-matched)");
    expect(other.code).toBe(1);
    expect((await world.servers.settled("right")).bytes).toBe(0);
    expect((await world.servers.settled("moved")).bytes).toBe(0);
  });

  test("keeps the backup key encrypted, readable by its owner alone, and out of git", async () => {
    await init(["api.example.com", ...world.flags("right")]);
    expect(modeOf(KEY)).toBe("600");
    expect(modeOf(".tlspin/keys")).toBe("700");
    expect(read(KEY)).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----\n/);
    expect(createPrivateKey({ key: read(KEY), passphrase: PASSPHRASE }).type).toBe("private");
    expect(read(".tlspin/keys/.gitignore")).toBe("*\n");
    expect(JSON.parse(read(".tlspin/config.json"))).toMatchObject({
      version: 1,
      policy: "pins.json",
    });
  });

  test("says that this is trust on first use, and what comes next", async () => {
    const { stdout } = await init(["api.example.com", ...world.flags("right")]);
    expect(stdout).toContain("Trust on first use:");
    expect(stdout).toContain("tlspin explain pins.json api.example.com --connect 127.0.0.1:");
    expect(stdout).toContain(pinOf(world.leaf.spki));
    expect(stdout.trimEnd().split("\n").at(-1)).toBe("Pinned: 1 host, revision 1, enforce.");
  });

  test("--try only reports", async () => {
    await init(["api.example.com", "--try", ...world.flags("right")]);
    expect(parsePolicyText(read("pins.json")).hosts[0]).toMatchObject({ mode: "report-only" });
  });

  test("gives each of several hosts its own backup key", async () => {
    const run = await init([
      "api.example.com",
      "www.example.com",
      "--json",
      ...world.flags("right"),
    ]);
    expect(run.code).toBe(0);
    const { hosts } = parsePolicyText(read("pins.json"));
    expect(hosts.map(({ host }) => host)).toEqual(["api.example.com", "www.example.com"]);
    expect(new Set(hosts.map((rule) => JSON.stringify({ ...rule, host: "" }))).size).toBe(2);
    expect(documentOf(run)).toMatchObject({
      mode: "enforce",
      written: expect.arrayContaining(["pins.json", KEY, CSR]),
      backupKeys: [{ key: KEY, encrypted: true }, {}],
    });
    expect(run.stdout).not.toContain("PRIVATE KEY");
  });

  test("pins an address that is dialled as it stands, and makes a CSR for it", async () => {
    const address = `127.0.0.1:${world.servers.port("right")}`;
    const run = await init([address, "--ca", world.ca]);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toContain("CSR for 127.0.0.1");
    expect(parsePolicyText(read("pins.json")).hosts[0]).toMatchObject({ host: "127.0.0.1" });
    const args = ["explain", "pins.json", address, "--ca", world.ca];
    expect((await tlspin(args, { cwd: folder })).code).toBe(0);
  });

  test.each<[string, readonly string[], number, string]>([
    [
      "two are",
      ["a.example.com", "b.example.com", "--connect", "127.0.0.1:1"],
      3,
      "b.example.com:443",
    ],
    ["a host is unreachable", ["api.example.com", "--connect", "127.0.0.1:1"], 3, "was refused"],
    [
      "a host serves no trusted chain",
      ["api.example.com", "FLAGS:expired"],
      1,
      "Nothing was written",
    ],
    ["a host has another name", ["other.example.com", "FLAGS:right"], 1, "other.example.com"],
    [
      "one of two hosts has another name",
      ["api.example.com", "b.example.com", "FLAGS:right"],
      1,
      "b.ex",
    ],
    [
      "a host is named twice",
      ["api.example.com", "api.example.com:8443", "FLAGS:right"],
      2,
      "twice",
    ],
    ["a host is a URL", ["https://api.example.com", "FLAGS:right"], 2, "write api.example.com"],
    ["the CA file is missing", ["api.example.com", "--ca", "missing.pem"], 2, "missing.pem"],
    ["the kind of key is unknown", ["api.example.com", "--type", "dsa", "FLAGS:right"], 2, "p256"],
  ])("writes nothing where %s", async (...[, args, code, words]) => {
    const run = await init(args.flatMap((arg) => flagsOf(arg)));
    expect(run.code).toBe(code);
    expect(run.stdout + run.stderr).toContain(words);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("writes nothing where nobody gives a passphrase", async () => {
    const run = await tlspin(["init", "api.example.com", ...world.flags("right")], { cwd: folder });
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain("TLSPIN_PASSPHRASE");
    expect(run.stderr).toContain("--unencrypted");
    expect(readdirSync(folder)).toEqual([]);
  });

  test("writes nothing where the passphrase is too short", async () => {
    const run = await init(["api.example.com", ...world.flags("right")], "seven77");
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(readdirSync(folder)).toEqual([]);
  });

  test("never overwrites a policy", async () => {
    writeFileSync(join(folder, "pins.json"), "mine");
    const run = await init(["api.example.com", ...world.flags("right")]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("pins.json exists already");
    expect(read("pins.json")).toBe("mine");
    expect(readdirSync(folder)).toEqual(["pins.json"]);
  });

  test("never overwrites a backup key, which a released policy may pin", async () => {
    mkdirSync(join(folder, ".tlspin/keys"), { recursive: true });
    writeFileSync(join(folder, KEY), "mine");
    const run = await init(["api.example.com", ...world.flags("right")]);
    expect(run.code).toBe(2);
    expect(read(KEY)).toBe("mine");
    expect(readdirSync(folder)).toEqual([".tlspin"]);
  });

  test("puts the backup key in the clear only where it is told to", async () => {
    const run = await tlspin(
      ["init", "api.example.com", "--unencrypted", ...world.flags("right")],
      {
        cwd: folder,
      },
    );
    expect(run.code).toBe(0);
    expect(run.stdout).toContain("NOT encrypted");
    expect(read(KEY)).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(modeOf(KEY)).toBe("600");
  });
});

function init(args: readonly string[], passphrase: string = PASSPHRASE): Promise<Run> {
  return tlspin(["init", ...args], { cwd: folder, env: { TLSPIN_PASSPHRASE: passphrase } });
}

function explain(server: string): Promise<Run> {
  return tlspin(["explain", "pins.json", "api.example.com", ...world.flags(server)], {
    cwd: folder,
  });
}

function flagsOf(arg: string): readonly string[] {
  return arg.startsWith("FLAGS:") ? world.flags(arg.slice("FLAGS:".length)) : [arg];
}

function read(path: string): string {
  return readFileSync(join(folder, path), "utf8");
}

function modeOf(path: string): string {
  return (statSync(join(folder, path)).mode & 0o777).toString(8);
}

function csrKey(): Uint8Array {
  const [block] = parsePem(read(CSR));
  return parseCertificateRequest(block?.der ?? new Uint8Array()).spki;
}
