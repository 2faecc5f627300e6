import { createPrivateKey } from "node:crypto";

import { describe, expect, test } from "vitest";

import { encryptedKeyPem, openKeyPem } from "../src/encrypted-key.ts";
import { KEY_TYPES, newKey, spkiOf } from "../src/key.ts";
import { hasOpenssl, openssl } from "./openssl.ts";

const PASSPHRASE = "correct horse ✓ battery";

describe("an encrypted key (RFC 8018, PBES2)", () => {
  test.each(KEY_TYPES)("opens with its passphrase: %s", (type) => {
    const key = newKey(type);
    const opened = createPrivateKey({
      key: encryptedKeyPem(key, PASSPHRASE),
      passphrase: PASSPHRASE,
    });
    expect(opened.equals(key)).toBe(true);
  });

  test("does not open with another passphrase", () => {
    const pem = encryptedKeyPem(newKey("p256"), PASSPHRASE);
    expect(() => createPrivateKey({ key: pem, passphrase: `${PASSPHRASE}.` })).toThrow(
      "bad decrypt",
    );
  });

  test("holds nothing of the key in the clear", () => {
    const key = newKey("p256");
    const der = Buffer.from(
      encryptedKeyPem(key, PASSPHRASE).replaceAll(/-----.*-----|\s/g, ""),
      "base64",
    );
    const secret = Buffer.from(key.export({ format: "jwk" }).d ?? "", "base64url");
    expect(secret).toHaveLength(32);
    expect(der.includes(secret)).toBe(false);
    expect(der.includes(spkiOf(key).subarray(-64))).toBe(false);
  });

  test("is never the same twice, because salt and IV are random", () => {
    const key = newKey("p256");
    expect(encryptedKeyPem(key, PASSPHRASE)).not.toBe(encryptedKeyPem(key, PASSPHRASE));
  });

  test.runIf(hasOpenssl).each(KEY_TYPES)("opens with openssl pkey: %s", (type) => {
    const key = newKey(type);
    const open = openssl(
      ["pkey", "-passin", `pass:${PASSPHRASE}`],
      encryptedKeyPem(key, PASSPHRASE),
    );
    expect(createPrivateKey(open).equals(key)).toBe(true);
  });

  test.runIf(hasOpenssl)("uses scrypt, with 16 MiB ten times over", () => {
    const dump = openssl(["asn1parse", "-i"], encryptedKeyPem(newKey("p256"), PASSPHRASE));
    const costs = [...dump.matchAll(/INTEGER\s+:([0-9A-F]+)/g)].map(([, hex = ""]) =>
      Number.parseInt(hex, 16),
    );
    expect(costs).toEqual([16_384, 8, 10]);
    for (const name of ["PBES2", "scrypt", "aes-256-cbc"]) expect(dump).toContain(name);
  });
});

test("an open key is plain PKCS#8", () => {
  const key = newKey("p256");
  expect(openKeyPem(key)).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
  expect(createPrivateKey(openKeyPem(key)).equals(key)).toBe(true);
});
