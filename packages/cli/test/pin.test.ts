import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { formatPin, pinOf, type PinNotation } from "@tlspin/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { encryptedKeyPem } from "../src/encrypted-key.ts";
import { newKey, spkiOf } from "../src/key.ts";
import { documentOf, newFolder, tlspin } from "./tlspin.ts";
import { startWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.servers.close());

describe("tlspin pin, of a file", () => {
  test("prints the pin, subject, validity and kind of each certificate, and a summary", async () => {
    expect(await tlspin(["pin", world.chain])).toEqual({
      code: 0,
      stderr: "",
      stdout: [
        world.chain,
        "   1  CN=api.example.com",
        "      certificate, EC P-256, 2025-01-01 to 2045-01-01",
        `      ${pinOf(world.leaf.spki)}`,
        "   2  CN=Example Issuing CA 3",
        "      certificate, EC P-256, 2025-01-01 to 2045-01-01",
        `      ${pinOf(world.issuer.spki)}`,
        "2 keys.",
        "",
      ].join("\n"),
    });
  });

  test("reads standard input for -", async () => {
    const run = await tlspin(["pin", "-"], { input: world.leaf.certificate });
    expect(run.code).toBe(0);
    expect(run.stdout).toContain(pinOf(world.leaf.spki));
  });

  test.each<PinNotation>(["sha256", "curl", "hpkp", "hex", "tlsa"])(
    "spells the pins in another notation, within 80 columns: %s",
    async (notation) => {
      const run = await tlspin(["pin", "-", "--notation", notation], { input: world.leaf.pem });
      expect(run.stdout).toContain(`      ${formatPin(pinOf(world.leaf.spki), notation)}\n`);
      for (const line of run.stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    },
  );

  test("--json prints one document", async () => {
    const run = await tlspin(["pin", world.chain, "--json"]);
    expect(documentOf(run)).toEqual({
      source: world.chain,
      keys: [world.leaf, world.issuer].map(({ name, spki }, index) => ({
        foundIn: "certificate",
        pin: pinOf(spki),
        keyType: "EC P-256",
        certificate: {
          subject: `CN=${name}`,
          issuer: `CN=${index === 0 ? "Example Issuing CA 3" : "Example Root"}`,
          notBefore: "2025-01-01T00:00:00.000Z",
          notAfter: "2045-01-01T00:00:00.000Z",
        },
        text: pinOf(spki),
      })),
    });
  });

  describe("that is an encrypted private key", () => {
    const key = newKey("p256");
    const pem = encryptedKeyPem(key, "correct horse");
    const file = join(newFolder(), "passphrase");
    writeFileSync(file, "correct horse\r\nnot this line\n");

    test("opens with TLSPIN_PASSPHRASE", async () => {
      const run = await tlspin(["pin", "-"], {
        input: pem,
        env: { TLSPIN_PASSPHRASE: "correct horse" },
      });
      expect(run.stdout).toContain(pinOf(spkiOf(key)));
      expect(run.code).toBe(0);
    });

    test("opens with the first line of --passphrase-file, which goes before the environment", async () => {
      const env = { TLSPIN_PASSPHRASE: "wrong horse" };
      const run = await tlspin(["pin", "-", "--passphrase-file", file], { input: pem, env });
      expect(run.stdout).toContain(pinOf(spkiOf(key)));
    });

    test("stays closed with the wrong passphrase, and the passphrase is not printed", async () => {
      const run = await tlspin(["pin", "-"], {
        input: pem,
        env: { TLSPIN_PASSPHRASE: "wrong horse" },
      });
      expect(run).toMatchObject({ code: 2, stdout: "" });
      expect(run.stderr).toContain("the passphrase does not open the private key");
      expect(run.stderr).not.toContain("wrong horse");
    });

    test("asks nobody where there is no terminal, and says how to give the passphrase", async () => {
      const run = await tlspin(["pin", "-"], { input: pem });
      expect(run).toMatchObject({ code: 2, stdout: "" });
      expect(run.stderr).toContain("set TLSPIN_PASSPHRASE");
    });
  });

  test.each([
    ["missing.pem", "missing.pem cannot be read: no such file or folder"],
    ["./missing", "./missing cannot be read: no such file or folder"],
    [".", ". cannot be read: it is a folder"],
    ["/dev/null", "/dev/null: it is no certificate, CSR or key"],
  ])("that cannot be used is an error of its own: %s", async (path, message) => {
    const run = await tlspin(["pin", path]);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain(message);
    expect(run.stderr).toContain("to do:");
  });
});

describe("tlspin pin, of a host", () => {
  test("shows the served chain, and sends nothing", async () => {
    await world.servers.reset();
    const run = await tlspin(["pin", "api.example.com", ...world.flags("right")]);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toContain("api.example.com:443 (TLSv1.3)\n");
    expect(run.stdout).toContain(pinOf(world.leaf.spki));
    expect(run.stdout).toContain(pinOf(world.issuer.spki));
    const counts = await world.servers.settled("right");
    expect(counts).toMatchObject({ handshakes: 1, bytes: 0, open: 0 });
  });

  test.each([
    ["expired", "api.example.com", "a certificate has expired"],
    ["right", "other.example.com", "is not in the cert's altnames"],
  ])(
    "shows a chain that ordinary validation refuses, and exits with 1: %s",
    async (server, host, why) => {
      await world.servers.reset();
      const run = await tlspin(["pin", host, ...world.flags(server)]);
      expect(run.code).toBe(1);
      expect(run.stdout).toContain(pinOf(world.issuer.spki));
      expect(run.stdout).toContain(why);
      expect((await world.servers.settled(server)).bytes).toBe(0);
    },
  );

  test("does not trust the CA of a test because an environment variable switches validation off", async () => {
    const [, connect = ""] = world.flags("right");
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: "0" };
    const run = await tlspin(["pin", "api.example.com", "--connect", connect, "--json"], { env });
    expect(run.code).toBe(1);
    expect(documentOf(run)["refusal"]).toContain("UNABLE_TO_GET_ISSUER_CERT_LOCALLY");
  });

  test("lets no name of a certificate give commands to the terminal", async () => {
    const run = await tlspin(["pin", "api.example.com", ...world.flags("hostile")]);
    expect(run.stdout).toContain("CN=a\\1B[2J");
    expect(run.stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  });

  test.each([
    ["plain", "the TLS handshake failed"],
    ["weak", "the TLS handshake failed"],
    ["tls-1.1", "the TLS handshake failed"],
    ["garbage", "the TLS handshake failed"],
    ["reset", "was closed before the TLS handshake was done"],
    ["silent", "did not answer in time"],
  ])("could not be checked, exits with 3: %s", async (server, why) => {
    const run = await tlspin(["pin", "api.example.com", "--timeout", "1", ...world.flags(server)]);
    expect(run).toMatchObject({ code: 3, stdout: "" });
    expect(run.stderr).toContain(why);
    expect(run.stderr).toContain("api.example.com:443 (dialled at 127.0.0.1:");
  });

  test.each([
    ["no certificate", "-----BEGIN PUBLIC KEY-----\nMTIz\n-----END PUBLIC KEY-----\n"],
    ["damage", "-----BEGIN CERTIFICATE-----\nMTIz\n-----END CERTIFICATE-----\n"],
    ["text", "hello"],
  ])("is not dialled with a CA file of %s", async (_name, content) => {
    const ca = join(newFolder(), "ca.pem");
    writeFileSync(ca, content);
    const run = await tlspin(["pin", "api.example.com", ...world.flags("right"), "--ca", ca]);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain(ca);
    expect(run.stderr).not.toContain("bug");
  });

  test("that is unreachable exits with 3, with --json as one document", async () => {
    const run = await tlspin(["pin", "api.example.com", "--connect", "127.0.0.1:1", "--json"]);
    expect(run.code).toBe(3);
    expect(documentOf(run)).toMatchObject({ error: { code: "host-unreachable", exitCode: 3 } });
  });
});

test("what is printed of a private key is its pin alone", async () => {
  const pem = newKey("p256").export({ type: "pkcs8", format: "pem" });
  const run = await tlspin(["pin", "-", "--json"], { input: pem });
  for (const line of pem.split("\n").slice(1, -2)) expect(run.stdout).not.toContain(line);
  expect(readFileSync(world.chain, "utf8")).not.toContain("PRIVATE");
});
