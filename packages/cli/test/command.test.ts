import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { parseCertificateRequest, parsePem, pinOf } from "@tlspin/core";
import { describe, expect, test } from "vitest";

import { documentOf, newFolder, runNode, tlspin } from "./tlspin.ts";

const PASSPHRASE = { TLSPIN_PASSPHRASE: "correct horse" };

describe("tlspin", () => {
  test("--help lists the commands, with examples and exit codes, in 80 columns", async () => {
    const { code, stdout, stderr } = await tlspin(["--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const name of ["init", "drill", "explain", "lint", "diff", "pin", "key"])
      expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
    expect(stdout).toContain("Examples:");
    expect(stdout).toContain("Exit codes:");
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  test.each([
    "init",
    "drill",
    "explain",
    "lint",
    "diff",
    "pin",
    "key new",
    "key csr",
    "key verify",
  ])("%s --help has examples, in 80 columns", async (name) => {
    const { code, stdout } = await tlspin([...name.split(" "), "--help"]);
    expect(code).toBe(0);
    expect(stdout).toContain(`  $ tlspin ${name}`);
    expect(stdout).toContain("--json");
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    expect(await tlspin(["help", ...name.split(" ").slice(0, 1)])).toMatchObject({ code: 0 });
  });

  test("--version prints the package's version", async () => {
    const file = new URL("../package.json", import.meta.url);
    const { version }: { version: string } = JSON.parse(readFileSync(file, "utf8"));
    expect(await tlspin(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  test.each([
    [[], "Usage: tlspin"],
    [["key"], "Usage: tlspin key"],
    [["frob"], "unknown command 'frob'"],
    [["explian", "pins.json"], "Did you mean explain?"],
    [["pin"], "missing required argument 'source'"],
    [["pin", "a.pem", "b.pem"], "too many arguments"],
    [["pin", "a.pem", "--frob"], "unknown option '--frob'"],
    [["pin", "a.pem", "--notation", "sha1"], "Allowed choices are sha256, curl, hpkp, hex, tlsa"],
    [["pin", "api.example.com", "--timeout", "0"], "more than 0"],
    [["pin", "api.example.com:0"], "from 1 to 65535"],
    [["init", ""], 'host "" is empty'],
    [["init", "*.example.com"], "to do: name a host as api.example.com"],
    [["lint", "missing.json"], "missing.json cannot be read"],
    [["lint", "-", "--fix"], "--fix rewrites a file"],
    [["lint", "-", "--format", "xml"], "Allowed choices are pretty, json, sarif, github"],
    [["lint", "-", "--horizon", "soon"], "Write a number of days, such as 100d"],
    [["lint", "-", "--fail-on", "all"], "Write error, warning or info"],
    [["diff", "pins.json"], "a change has two"],
    [["diff", "--git", "main", "a.json", "b.json"], "--git names the old policy already"],
    [
      ["diff", "a.json", "b.json", "--fail-on", "danger"],
      "Write none, or some of opening,bricking",
    ],
    [["key", "new", "../evil"], "../evil is no name for a key"],
    [["key", "new", "a b"], "a b is no name for a key"],
    [["key", "new", "a", "--host", "*.com"], "*.com is no name that a certificate can carry"],
    [["key", "new", "a", "--host", "*.192.0.2.1"], "*.192.0.2.1 is no name"],
    [["key", "csr", "missing.key.pem"], "required option '--host <host...>'"],
    [
      ["key", "csr", "missing.key.pem", "--host", "a.example.com"],
      "missing.key.pem cannot be read",
    ],
    [["key", "verify", "a.example.com"], "required option '--key <pin|file...>'"],
    [["key", "verify", "a.example.com", "--key", "sha256/AAAA"], "is no pin"],
    [["key", "verify", "a.example.com", "--key", "missing.pem"], "missing.pem cannot be read"],
    [
      [
        "key",
        "verify",
        "a.example.com",
        "--key",
        "a.pem",
        "--certificate",
        "b.pem",
        "--ca",
        "c.pem",
      ],
      "cannot be used with option '--ca <file>'",
    ],
  ])("%j is a usage error: exit code 2, nothing on standard output", async (args, words) => {
    const { code, stdout, stderr } = await tlspin(args, { env: PASSPHRASE });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test("an error with --json is one document too", async () => {
    const run = await tlspin(["lint", "missing.json", "--json"]);
    expect(run.code).toBe(2);
    expect(documentOf(run)).toEqual({
      error: {
        exitCode: 2,
        code: "file-unreadable",
        message: "missing.json cannot be read: no such file or folder",
        hint: expect.any(String),
      },
    });
  });

  test("writes no colours into a pipe, and shows them where FORCE_COLOR asks", async () => {
    const valid = "valid: standard input";
    const input = JSON.stringify(POLICY);
    expect((await tlspin(["lint", "-"], { input })).stdout).toContain(valid);
    const coloured = await tlspin(["lint", "-"], { input, env: { FORCE_COLOR: "1" } });
    expect(coloured.stdout).toContain("\u001b[32mvalid:\u001b[39m");
    const plain = await tlspin(["lint", "-"], { input, env: { NO_COLOR: "1" } });
    expect(plain.stdout).not.toContain("\u001b");
  });

  const built = fileURLToPath(new URL("../dist/main.js", import.meta.url));
  const bin = fileURLToPath(new URL("../bin/tlspin.js", import.meta.url));
  test.runIf(existsSync(built))(
    "runs as it is installed: bin/tlspin.js on the built code (skipped where it is not built)",
    async () => {
      expect(await runNode([bin, "--version"], {})).toMatchObject({ code: 0, stderr: "" });
      expect(statSync(bin).mode & 0o111).toBe(0o111);
    },
  );
});

describe("tlspin key new", () => {
  test("writes an encrypted key and its CSR, and prints the pin of both", async () => {
    const folder = newFolder();
    const args = ["key", "new", "api.example.com", "--json"];
    const made = await tlspin(args, { cwd: folder, env: PASSPHRASE });
    expect(made).toMatchObject({ code: 0, stderr: "" });
    const { key, csr, pin, encrypted, hosts } = documentOf(made);
    expect({ key, csr, encrypted, hosts }).toEqual({
      key: ".tlspin/keys/api.example.com.key.pem",
      csr: ".tlspin/keys/api.example.com.csr.pem",
      encrypted: true,
      hosts: ["api.example.com"],
    });
    const [block] = parsePem(readFileSync(join(folder, String(csr)), "utf8"));
    expect(pinOf(parseCertificateRequest(block?.der ?? new Uint8Array()).spki)).toBe(pin);
    const shown = await tlspin(["pin", String(key)], { cwd: folder, env: PASSPHRASE });
    expect(shown.stdout).toContain(String(pin));
    expect(statSync(join(folder, String(key))).mode & 0o777).toBe(0o600);
  });

  test("does not overwrite a key: the second time is an error, and the key is the same", async () => {
    const folder = newFolder();
    const path = join(folder, "keys/api.key.pem");
    const args = ["key", "new", "api", "--host", "api.example.com", "--dir", "keys"];
    expect((await tlspin(args, { cwd: folder, env: PASSPHRASE })).code).toBe(0);
    const before = readFileSync(path, "utf8");
    const again = await tlspin(args, { cwd: folder, env: PASSPHRASE });
    expect(again).toMatchObject({ code: 2, stdout: "" });
    expect(again.stderr).toContain("exists already and is never overwritten");
    expect(readFileSync(path, "utf8")).toBe(before);
  });

  test("--reserve makes a second key of another kind, for the same names", async () => {
    const folder = newFolder();
    const hosts = ["api.example.com", "*.api.example.com", "192.0.2.1"];
    const args = ["key", "new", "api", "--reserve", "--host", ...hosts, "API.example.com."];
    const made = await tlspin([...args, "--json"], { cwd: folder, env: PASSPHRASE });
    expect(made).toMatchObject({ code: 0, stderr: "" });
    expect(documentOf(made)).toMatchObject({
      keyType: "EC P-256",
      hosts,
      reserve: { keyType: "RSA 3072", hosts, key: ".tlspin/keys/api-reserve.key.pem" },
    });
    for (const name of ["api", "api-reserve"]) {
      const key = join(folder, `.tlspin/keys/${name}.key.pem`);
      expect(statSync(key).mode & 0o777).toBe(0o600);
      expect(readFileSync(key, "utf8")).toContain("BEGIN ENCRYPTED PRIVATE KEY");
    }
    const alone = ["key", "new", "api", "--host", "api.example.com"];
    const again = await tlspin(alone, { cwd: folder, env: PASSPHRASE });
    expect(again.stderr).toContain("api.key.pem exists already");
  });

  test("--reserve writes nothing where one of the two exists", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "api-reserve.key.pem"), "mine");
    const args = ["key", "new", "api", "--reserve", "--host", "api.example.com", "--dir", "."];
    expect((await tlspin(args, { cwd: folder, env: PASSPHRASE })).code).toBe(2);
    expect(readdirSync(folder)).toEqual(["api-reserve.key.pem"]);
  });

  test("does not overwrite a CSR either, and leaves no key without one", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "api.csr.pem"), "mine");
    const args = ["key", "new", "api", "--host", "api.example.com", "--dir", "."];
    expect((await tlspin(args, { cwd: folder, env: PASSPHRASE })).code).toBe(2);
    expect(existsSync(join(folder, "api.key.pem"))).toBe(false);
  });

  test.each(["next_key-", "backup-2027", "a..b"])("wants to know the hosts: %s", async (name) => {
    const folder = newFolder();
    const run = await tlspin(["key", "new", name, "--dir", "."], { cwd: folder, env: PASSPHRASE });
    expect(readdirSync(folder)).toEqual([]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("--host");
  });

  test.each(["p384", "rsa2048", "ed25519"])("makes other kinds of key: %s", async (type) => {
    const args = [
      "key",
      "new",
      "api.example.com",
      "--type",
      type,
      "--unencrypted",
      "--dir",
      newFolder(),
    ];
    const run = await tlspin(args);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain("NOT encrypted");
    expect(run.stdout.includes("public CAs issue no Ed25519")).toBe(type === "ed25519");
  });
});

const POLICY = {
  version: 1,
  revision: 1,
  unlistedHosts: "reject",
  hosts: [{ host: "api.example.com", includeSubdomains: false, exclude: true }],
};
