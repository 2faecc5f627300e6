import { generateKeyPairSync, type KeyObject } from "node:crypto";

import { pinOf } from "@tlspin/core";
import { forgeRoot, forgeKey, type ForgedParty } from "@tlspin/testing";
import { beforeAll, describe, expect, test } from "vitest";

import { CommandError } from "../src/command-error.ts";
import { csrPem } from "../src/csr.ts";
import { encryptedKeyPem } from "../src/encrypted-key.ts";
import { newKey, spkiOf } from "../src/key.ts";
import { keysIn } from "../src/keys-in.ts";

const PASSPHRASE = "correct horse";

describe("a file with a key", () => {
  const key = newKey("p256");
  const rsa = newKey("rsa2048");

  test.each<[string, string | Buffer]>([
    ["PKCS#8, PEM", key.export({ type: "pkcs8", format: "pem" })],
    ["PKCS#8, DER", key.export({ type: "pkcs8", format: "der" })],
    ["SEC 1, PEM", key.export({ type: "sec1", format: "pem" })],
    ["SEC 1, DER", key.export({ type: "sec1", format: "der" })],
    ["PKCS#8 that we encrypted", encryptedKeyPem(key, PASSPHRASE)],
    ["PKCS#8 that Node encrypted, DER", encryptedBy(key, "der")],
    ["SEC 1 that OpenSSL encrypted the old way", oldEncryption(key)],
  ])("private key in %s gives the pin of its public half", async (_name, content) => {
    const found = await keysIn(inputOf(content), () => Promise.resolve(PASSPHRASE));
    expect(found).toEqual([
      { pin: pinOf(spkiOf(key)), foundIn: "private key", keyType: "EC P-256" },
    ]);
  });

  test.each<[string, string | Buffer]>([
    ["PEM", rsa.export({ type: "pkcs1", format: "pem" })],
    ["DER", rsa.export({ type: "pkcs1", format: "der" })],
  ])("private key in PKCS#1, %s, gives the pin of its public half", async (_name, content) => {
    const found = await keysIn(inputOf(content), never);
    expect(found).toEqual([
      { pin: pinOf(spkiOf(rsa)), foundIn: "private key", keyType: "RSA 2048" },
    ]);
  });

  test.each<[string, string | Buffer]>([
    ["public key", pemOfSpki(key)],
    ["public key", Buffer.from(spkiOf(key))],
    ["CSR", csrPem(key, [])],
  ])("%s gives its pin", async (foundIn, content) => {
    const found = await keysIn(inputOf(content), never);
    expect(found).toEqual([{ pin: pinOf(spkiOf(key)), foundIn, keyType: "EC P-256" }]);
  });

  test("of an RSA public key in PKCS#1 gives the pin of its SubjectPublicKeyInfo", async () => {
    const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const found = await found1(publicKey.export({ type: "pkcs1", format: "pem" }));
    expect(found?.pin).toBe(pinOf(publicKey.export({ type: "spki", format: "der" })));
  });

  test("with parameters before the key, as openssl ecparam writes, gives the key's pin", async () => {
    const parameters =
      "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
    const found = await found1(parameters + key.export({ type: "sec1", format: "pem" }));
    expect(found?.pin).toBe(pinOf(spkiOf(key)));
  });

  test("a key with RSASSA-PSS parameters is shown with a warning", async () => {
    const { privateKey } = generateKeyPairSync("rsa-pss", { modulusLength: 2048 });
    const found = await found1(privateKey.export({ type: "pkcs8", format: "pem" }));
    expect(found?.note).toContain("pin the certificate or CSR");
  });

  test("a wrong passphrase is told, and is no finding", async () => {
    await expect(
      keysIn(inputOf(encryptedKeyPem(key, PASSPHRASE)), () => Promise.resolve("wrong horse")),
    ).rejects.toMatchObject({ code: "passphrase-wrong", exitCode: 2 });
  });

  test("nobody is asked for a passphrase where nothing is encrypted", async () => {
    await expect(keysIn(inputOf(pemOfSpki(key)), never)).resolves.toHaveLength(1);
  });
});

describe("a file with certificates", () => {
  let leaf: ForgedParty;
  let root: ForgedParty;
  beforeAll(async () => {
    const ca = await forgeRoot({ name: "Example Root" });
    root = ca;
    leaf = await ca.issueLeaf({ hosts: ["api.example.com"] });
  });

  test("gives each one in the order of the file, with subject and validity", async () => {
    const found = await keysIn(inputOf(`leaf:\n${leaf.pem}\nroot:\n${root.pem}`), never);
    expect(found.map(({ pin }) => pin)).toEqual([pinOf(leaf.spki), pinOf(root.spki)]);
    expect(found[0]).toMatchObject({
      foundIn: "certificate",
      keyType: "EC P-256",
      certificate: {
        subject: "CN=api.example.com",
        issuer: "CN=Example Root",
        notBefore: "2025-01-01T00:00:00.000Z",
        notAfter: "2045-01-01T00:00:00.000Z",
      },
    });
  });

  test("gives a bundle of certificate and private key as both, with one pin", async () => {
    const found = await keysIn(inputOf(leaf.pem + leaf.keyPem), never);
    expect(found.map(({ foundIn }) => foundIn)).toEqual(["certificate", "private key"]);
    expect(new Set(found.map(({ pin }) => pin)).size).toBe(1);
  });

  test("gives one in DER", async () => {
    expect((await found1(Buffer.from(leaf.certificate)))?.pin).toBe(pinOf(leaf.spki));
  });

  test.each<[string, () => string | Buffer]>([
    ["a byte too many", () => Buffer.concat([leaf.certificate, Buffer.of(0)])],
    ["cut short", () => Buffer.from(leaf.certificate.subarray(0, -1))],
    ["a damaged second block", () => leaf.pem + root.pem.replace("MII", "M!!")],
    ["a second block without end", () => leaf.pem + root.pem.slice(0, 200)],
    ["a certificate under a wrong label", () => leaf.pem.replaceAll("CERTIFICATE", "PUBLIC KEY")],
    ["a revocation list", () => leaf.pem.replaceAll("CERTIFICATE", "X509 CRL")],
    [
      "only parameters",
      () => "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n",
    ],
    [
      "a private key that is damaged",
      () => leaf.keyPem.replace(/.{8}\n-----END/, "AAAAAAAA\n-----END"),
    ],
    ["a private key without end", () => leaf.pem + leaf.keyPem.slice(0, 100)],
    ["many private keys without end", () => "-----BEGIN PRIVATE KEY-----\n".repeat(200_000)],
    ["text", () => "sha256/afwiKY3RxoMmLkuRW1l7QsPZTJPwDS2pdDROQjXw8ig="],
    ["nothing", () => ""],
  ])("is refused whole, by its name: %s", async (_name, content) => {
    const failure = keysIn(inputOf(content()), never);
    await expect(failure).rejects.toBeInstanceOf(CommandError);
    await expect(failure).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/^file\.pem: (?!.*ERR_TLSPIN)/),
    });
  });

  test.each(["RSA-2048", "P-384", "Ed25519"] as const)(
    "names the kind of key: %s",
    async (type) => {
      const forged = await forgeKey(type);
      const names = { "RSA-2048": "RSA 2048", "P-384": "EC P-384", Ed25519: "Ed25519" };
      expect((await found1(Buffer.from(forged.spki)))?.keyType).toBe(names[type]);
    },
  );
});

function inputOf(content: string | Buffer): { readonly name: string; readonly bytes: Uint8Array } {
  return { name: "file.pem", bytes: Buffer.from(content) };
}

async function found1(content: string | Buffer) {
  const [found] = await keysIn(inputOf(content), never);
  return found;
}

function never(): Promise<string> {
  return Promise.reject(new Error("nothing here is encrypted"));
}

function pemOfSpki(key: KeyObject): string {
  const base64 = Buffer.from(spkiOf(key)).toString("base64");
  return `-----BEGIN PUBLIC KEY-----\n${base64.match(/.{1,64}/g)?.join("\n")}\n-----END PUBLIC KEY-----\n`;
}

function encryptedBy(key: KeyObject, format: "der"): Buffer {
  return key.export({ type: "pkcs8", format, cipher: "aes-256-cbc", passphrase: PASSPHRASE });
}

function oldEncryption(key: KeyObject): string {
  return key.export({ type: "sec1", format: "pem", cipher: "aes-256-cbc", passphrase: PASSPHRASE });
}
