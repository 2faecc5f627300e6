import { generateKeyPairSync } from "node:crypto";

import { canonicalHostname, parseCertificateRequest, parsePem, pinOf } from "@tlspin/core";
import { describe, expect, test } from "vitest";

import { certificateNamesOf } from "../src/certificate-name.ts";
import { csrPem } from "../src/csr.ts";
import { KEY_TYPES, newKey, spkiOf } from "../src/key.ts";
import { hasOpenssl, openssl } from "./openssl.ts";

const HOSTS = certificateNamesOf(["api.example.com", "*.example.com", "192.0.2.1", "2001:db8::1"]);

describe("a CSR (RFC 2986)", () => {
  test.each(KEY_TYPES)("carries the key, so that its pin is the key's: %s", (type) => {
    const key = newKey(type);
    const [block] = parsePem(csrPem(key, HOSTS));
    expect(block?.label).toBe("CERTIFICATE REQUEST");
    const { spki } = parseCertificateRequest(block?.der ?? new Uint8Array());
    expect(pinOf(spki)).toBe(pinOf(spkiOf(key)));
  });

  test.runIf(hasOpenssl).each(KEY_TYPES)("has a signature that openssl verifies: %s", (type) => {
    expect(openssl(["req", "-verify", "-noout"], csrPem(newKey(type), HOSTS))).toContain(
      "verify OK",
    );
  });

  test.runIf(hasOpenssl)("has one for a key from elsewhere too: P-521", () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "secp521r1" });
    expect(openssl(["req", "-verify", "-noout"], csrPem(privateKey, HOSTS))).toContain("verify OK");
  });

  test("is not made for a kind of key whose signature it could not name", () => {
    const { privateKey } = generateKeyPairSync("rsa-pss", { modulusLength: 2048 });
    expect(() => csrPem(privateKey, HOSTS)).toThrow("no CSR is made here for a key of this kind");
  });

  test.runIf(hasOpenssl)("names its hosts in subjectAltName and the first in the subject", () => {
    const text = openssl(["req", "-noout", "-text", "-verify"], csrPem(newKey("p256"), HOSTS));
    expect(text).toContain(
      "DNS:api.example.com, DNS:*.example.com, IP Address:192.0.2.1, IP Address:2001:DB8:0:0:0:0:0:1",
    );
    expect(text).toMatch(/Subject: CN ?= ?api\.example\.com/);
  });

  test.runIf(hasOpenssl)(
    "leaves the subject empty where the host is too long for a common name",
    () => {
      const long = canonicalHostname(`${"a".repeat(60)}.example.com`);
      const text = openssl(["req", "-noout", "-text", "-verify"], csrPem(newKey("p256"), [long]));
      expect(text).toContain(`DNS:${long}`);
      expect(text).not.toContain("CN");
    },
  );

  test.runIf(hasOpenssl)("is refused by openssl once a byte of it has changed", () => {
    const [block] = parsePem(csrPem(newKey("p256"), HOSTS));
    const der = Buffer.from(block?.der ?? []);
    const at = der.indexOf("api.example.com");
    der.write("apj", at);
    const pem = `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString("base64")}\n-----END CERTIFICATE REQUEST-----\n`;
    expect(at).toBeGreaterThan(0);
    expect(openssl(["req", "-verify", "-noout"], pem)).toContain("verify failure");
  });
});
