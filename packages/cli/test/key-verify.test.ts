import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { pinOf } from "@tlspin/core";
import { forgeRoot } from "@tlspin/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startFake } from "./starttls-fakes.ts";
import { documentOf, newFolder, type Run, tlspin } from "./tlspin.ts";
import { startWorld, type World } from "./world.ts";

const DAY = 24 * 60 * 60 * 1000;

let world: World;
let cwd: string;
beforeAll(async () => {
  world = await startWorld();
  cwd = newFolder();
  const root = await forgeRoot({ name: "Example Root" });
  const hosts = ["api.example.com", "*.example.com", "192.0.2.1"];
  const inDays = (days: number) => new Date(Date.now() + days * DAY);
  const { key } = await root.issueLeaf({ hosts });
  const leaf = (options: object) => root.issueLeaf({ hosts, key, ...options });
  const good = await leaf({ notBefore: inDays(-1), notAfter: inDays(47) });
  const strange = await root.issueLeaf({ hosts, notBefore: inDays(-1), notAfter: inDays(47) });
  write("good.pem", good.pem + root.pem);
  write("good.key.pem", good.keyPem);
  write("bundle.pem", good.pem + root.pem + good.keyPem);
  write("other-key.pem", strange.pem + root.pem);
  write("other.key.pem", strange.keyPem);
  write("early.pem", (await leaf({ notBefore: inDays(2), notAfter: inDays(47) })).pem);
  write("expired.pem", (await leaf({ notBefore: inDays(-9), notAfter: inDays(-2) })).pem);
  write("common-name.pem", (await leaf({ hosts: [], name: "api.example.com" })).pem);
  write("upside-down.pem", root.pem + good.pem);
  write("two-keys.pem", good.keyPem + strange.keyPem);
  write("bad.pem", "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n");
  promised = pinOf(good.spki);
});
afterAll(() => world.servers.close());
let promised: string;

describe("tlspin key verify, of a file", () => {
  test.each(["good.pem", "good.key.pem"])("passes a certificate for the key of %s", async (key) => {
    const run = await verify("good.pem", ["--key", key, "--private-key", "good.key.pem"]);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(statusesOf(run)).toEqual({ key: "ok", "private-key": "ok", names: "ok", dates: "ok" });
  });

  test("passes where any one of several promised keys is that of the certificate", async () => {
    const run = await verify("good.pem", ["--key", "other.key.pem", promised]);
    expect(run.code).toBe(0);
  });

  test.each([
    ["key", "other-key.pem", []],
    ["private-key", "good.pem", ["--private-key", "other.key.pem"]],
    ["dates", "early.pem", []],
    ["dates", "expired.pem", []],
    ["dates", "good.pem", ["--min-days", "47"]],
    ["names", "common-name.pem", []],
    ["key", "upside-down.pem", []],
  ])("refuses, with exit code 1, by its %s: %s %j", async (id, file, flags) => {
    const run = await verify(file, ["--key", promised, ...flags]);
    expect(run).toMatchObject({ code: 1, stderr: "" });
    expect(statusesOf(run)[id]).toBe("error");
    if (file !== "upside-down.pem") {
      const others = Object.entries(statusesOf(run)).filter(([other]) => other !== id);
      expect(new Set(others.map(([, status]) => status))).toEqual(new Set(["ok"]));
    }
  });

  test.each([
    [["api.example.com", "www.example.com", "192.0.2.1"], 0],
    [["api.example.com", "a.b.example.com"], 1],
    [["192.0.2.2"], 1],
    [["example.com"], 1],
  ])("looks whether the names cover every host: %j, exit code %i", async (hosts, code) => {
    const args = ["key", "verify", ...hosts, "--key", promised, "--certificate", "good.pem"];
    expect(await tlspin(args, { cwd })).toMatchObject({ code, stderr: "" });
  });

  test("says which key was found, which was promised, and not to deploy it", async () => {
    const args = ["--certificate", "other-key.pem", "--key", "good.key.pem"];
    const { stdout } = await tlspin(["key", "verify", "api.example.com", ...args], { cwd });
    expect(stdout).toContain("is not the promised one");
    expect(stdout).toContain(`${promised} (good.key.pem)`);
    expect(stdout).toContain("to do: do not deploy it");
    expect(stdout).toMatch(/refused: other-key\.pem \(key\)\n$/);
  });

  test.each([
    ["bad.pem", 1, "not strict DER"],
    ["good.key.pem", 2, "holds no certificate"],
    ["missing.pem", 2, "cannot be read"],
  ])("never passes what it cannot read: %s", async (file, code, words) => {
    const run = await verify(file, ["--key", promised]);
    expect(run.code).toBe(code);
    expect(run.stderr).toContain(words);
  });

  test("takes no certificate for the server's private key, though its public half is the same", async () => {
    const run = await verify("good.pem", ["--key", promised, "--private-key", "good.pem"]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("good.pem holds no private key");
  });

  test("finds the private key in a file that holds its certificate too, as HAProxy wants it", async () => {
    const run = await verify("bundle.pem", ["--key", promised, "--private-key", "bundle.pem"]);
    expect(run).toMatchObject({ code: 0, stderr: "" });
  });

  test("wants to know which of two keys was promised", async () => {
    const run = await verify("good.pem", ["--key", "two-keys.pem"]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("two-keys.pem holds several keys");
  });
});

describe("tlspin key verify, of a live server", () => {
  test("passes where it serves the promised key, and sends it nothing", async () => {
    const before = (await world.servers.settled("right")).bytes;
    const run = await live("right");
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(statusesOf(run)).toEqual({ key: "ok", names: "ok", dates: "ok", trust: "ok" });
    expect((await world.servers.settled("right")).bytes).toBe(before);
  });

  test.each([
    ["moved", { key: "error", names: "ok", dates: "ok", trust: "ok" }],
    ["expired", { key: "error", names: "ok", dates: "error", trust: "error" }],
  ])("refuses, with exit code 1: %s", async (server, statuses) => {
    const run = await live(server);
    expect(run).toMatchObject({ code: 1, stderr: "" });
    expect(statusesOf(run)).toEqual(statuses);
  });

  test("could not check: exit code 3, and never 0", async () => {
    expect((await live("plain")).code).toBe(3);
  });

  test("turns to TLS where the protocol begins in clear", async () => {
    const identity = { cert: world.leaf.pem + world.issuer.pem, key: world.leaf.keyPem };
    const fake = await startFake("postgres", { identity });
    const flags = ["--connect", `127.0.0.1:${fake.port}`, "--ca", world.ca];
    const args = ["api.example.com", "--key", pinOf(world.leaf.spki), "--starttls", "postgres"];
    const run = await tlspin(["key", "verify", ...args, ...flags]);
    fake.close();
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toContain("verified: api.example.com:5432");
  });
});

function verify(file: string, flags: readonly string[]): Promise<Run> {
  const args = ["api.example.com", "--certificate", file, "--json", ...flags];
  return tlspin(["key", "verify", ...args], { cwd });
}

function live(server: string): Promise<Run> {
  const flags = ["--key", pinOf(world.leaf.spki), "--json", ...world.flags(server)];
  return tlspin(["key", "verify", "api.example.com", ...flags]);
}

/** The status of each check of the one subject. */
function statusesOf(run: Run): Record<string, string> {
  const subjects = documentOf(run)["subjects"] as [{ checks: { id: string; status: string }[] }];
  return Object.fromEntries(subjects[0].checks.map(({ id, status }) => [id, status]));
}

function write(name: string, content: string): void {
  writeFileSync(join(cwd, name), content);
}
