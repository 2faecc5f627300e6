import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { beforeAll, describe, expect, test } from "vitest";

import { hasOpenssl, openssl } from "./openssl.ts";
import { hasTerminal, tlspinInTerminal } from "./terminal.ts";
import { documentOf, newFolder, type Run, tlspin } from "./tlspin.ts";

const PASSPHRASE = { TLSPIN_PASSPHRASE: "correct horse" };
const HOSTS = ["--host", "api.example.com", "192.0.2.1"];

let folder: string;
let pin: unknown;
beforeAll(async () => {
  folder = newFolder();
  pin = documentOf(await run(["new", "api.example.com", "--dir", ".", "--json"]))["pin"];
});

describe("tlspin key csr", () => {
  test.runIf(hasOpenssl)("makes a fresh CSR for a key that exists, with other names", async () => {
    const made = await run(["csr", KEY, ...HOSTS, "--out", "renewal.csr.pem", "--json"]);
    expect(documentOf(made)).toEqual({
      key: KEY,
      csr: "renewal.csr.pem",
      hosts: ["api.example.com", "192.0.2.1"],
      pin,
    });
    const pem = readFileSync(join(folder, "renewal.csr.pem"), "utf8");
    const text = openssl(["req", "-verify", "-noout", "-text"], pem);
    expect(text).toContain("verify OK");
    expect(text).toContain("DNS:api.example.com, IP Address:192.0.2.1");
    const shown = documentOf(await tlspin(["pin", "renewal.csr.pem", "--json"], { cwd: folder }));
    expect(shown["keys"]).toMatchObject([{ pin }]);
  });

  test("leaves the key as it is, and overwrites no CSR", async () => {
    const before = readFileSync(join(folder, KEY), "utf8");
    const csr = readFileSync(join(folder, "api.example.com.csr.pem"), "utf8");
    const again = await run(["csr", KEY, ...HOSTS]);
    expect(again).toMatchObject({ code: 2, stdout: "" });
    expect(again.stderr).toContain("api.example.com.csr.pem exists already");
    expect(readFileSync(join(folder, KEY), "utf8")).toBe(before);
    expect(readFileSync(join(folder, "api.example.com.csr.pem"), "utf8")).toBe(csr);
  });

  test("writes beside the key where nothing stands there, readable by all", async () => {
    const home = newFolder();
    writeFileSync(join(home, "a.key.pem"), readFileSync(join(folder, KEY)));
    const made = await tlspin(["key", "csr", join(home, "a.key.pem"), ...HOSTS], {
      env: PASSPHRASE,
    });
    expect(made).toMatchObject({ code: 0, stderr: "" });
    expect(made.stdout).toContain(String(pin));
    expect(statSync(join(home, "a.csr.pem")).mode & 0o777).toBe(0o644);
  });

  test("--out - prints the CSR and nothing else", async () => {
    const { stdout } = await run(["csr", KEY, ...HOSTS, "--out", "-"]);
    expect(stdout).toMatch(/^-----BEGIN CERTIFICATE REQUEST-----\n[\s\S]+END CERTIFICATE REQ.*\n$/);
  });

  test.each([
    ["another passphrase", { TLSPIN_PASSPHRASE: "wrong horse" }, KEY, "does not open the private"],
    ["a CSR for a key", PASSPHRASE, "api.example.com.csr.pem", "holds no private key"],
  ])("writes nothing: %s", async (_name, env, key, words) => {
    const args = ["key", "csr", key, ...HOSTS, "--out", "none.csr.pem"];
    const refused = await tlspin(args, { cwd: folder, env });
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toContain(words);
    expect(existsSync(join(folder, "none.csr.pem"))).toBe(false);
  });

  test.runIf(hasTerminal)("asks for the passphrase once, and does not show it", async () => {
    const replies = [{ after: `Passphrase of ${KEY}: `, keys: "correct horse\r" }];
    const args = ["key", "csr", KEY, ...HOSTS, "--out", "asked.csr.pem"];
    const { code, screen } = await tlspinInTerminal(args, { cwd: folder, replies });
    expect(code).toBe(0);
    expect(screen).not.toContain("horse");
    expect(existsSync(join(folder, "asked.csr.pem"))).toBe(true);
  });
});

function run(args: readonly string[]): Promise<Run> {
  return tlspin(["key", ...args], { cwd: folder, env: PASSPHRASE });
}

const KEY = "api.example.com.key.pem";
