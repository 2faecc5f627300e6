import { describe, expect, test } from "vitest";

import { signatureAlgorithmOf } from "../src/signature-algorithm.ts";
import { derOf, integerOf, oidOf, sequenceOf } from "./der-writer.ts";
import { identifierOf } from "./forge.ts";

describe("signatureAlgorithmOf", () => {
  test("knows RSASSA-PSS with one hash and its length of salt (RFC 4055 §3.1)", () => {
    expect(signatureAlgorithmOf(pssOf(sha256(derOf(5)), 32))).toBe("rsa-pss-sha256");
    expect(signatureAlgorithmOf(pssOf(sha256(), 32))).toBe("rsa-pss-sha256");
    expect(signatureAlgorithmOf(pssOf(sha256(derOf(5)), 20))).toBeUndefined();
    expect(signatureAlgorithmOf(sequenceOf(oidOf("1.2.840.113549.1.1.10")))).toBeUndefined();
  });

  test("knows no algorithm with parameters that it should not have", () => {
    expect(signatureAlgorithmOf(identifierOf("ed25519"))).toBe("ed25519");
    expect(signatureAlgorithmOf(sequenceOf(oidOf("1.3.101.112"), derOf(5)))).toBeUndefined();
    expect(signatureAlgorithmOf(identifierOf("rsa-sha1"))).toBeUndefined();
    expect(signatureAlgorithmOf(derOf(0x30, new Uint8Array(1000)))).toBeUndefined();
  });
});

function sha256(...parameters: readonly Uint8Array[]): Uint8Array {
  return sequenceOf(oidOf("2.16.840.1.101.3.4.2.1"), ...parameters);
}

function pssOf(hash: Uint8Array, salt: number): Uint8Array {
  return sequenceOf(
    oidOf("1.2.840.113549.1.1.10"),
    sequenceOf(
      derOf(0xa0, hash),
      derOf(0xa1, sequenceOf(oidOf("1.2.840.113549.1.1.8"), hash)),
      derOf(0xa2, integerOf(salt)),
    ),
  );
}
