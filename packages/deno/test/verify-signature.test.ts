import { generateKeyPairSync, sign } from "node:crypto";

import { expect, test } from "vitest";

import { verifyInDeno } from "../src/verify-signature.ts";

const signed = Buffer.from("signed");

test.each([
  ["P-256", "invalid"],
  ["P-384", "invalid"],
  ["P-521", "unsupported"],
  ["secp256k1", "unsupported"],
])("of a wrong signature on %s it says: %s", (namedCurve, answer) => {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve });
  const check = {
    algorithm: "ecdsa-sha256",
    issuerSpki: publicKey.export({ type: "spki", format: "der" }),
    signed,
    signature: sign("sha256", signed, privateKey),
  } as const;
  expect(verifyInDeno(check)).toBe("valid");
  expect(verifyInDeno({ ...check, signed: Buffer.from("other") })).toBe(answer);
});
