import { describe, expect, test, vi } from "vitest";

import type { SignatureCheck } from "../src/path-search.ts";
import { vouchingCas } from "../src/path.ts";
import { possibleIssuers } from "../src/possible-issuers.ts";
import { bitStringOf, derOf, integerOf, oidOf, sequenceOf } from "./der-writer.ts";
import { AT, ecKey, forgeCa, type ForgedKey, forgeLeaf, type Party, rsaKey } from "./forge.ts";
import { verifyWithNode } from "./node-port.ts";
import { ca, certificatesOf, leaf } from "./parties.ts";

describe("signatures", () => {
  const weak = rsaKey(1024);
  const rsa = rsaKey(2048);
  const huge: ForgedKey = { spki: rsaSpki(16_384), algorithm: "rsa-sha256" };

  test.each([
    ["sha1-md5-link: SHA-1 with RSA", { key: rsa, algorithm: "rsa-sha1" }],
    ["sha1-md5-link: SHA-1 with ECDSA", { key: ecKey(), algorithm: "ecdsa-sha1" }],
    ["sig-alg-mismatch", { key: rsa, innerAlgorithm: "rsa-sha1" }],
    ["RSA of 1024 bits", { key: weak }],
    ["RSA of 16,384 bits", { key: huge }],
    ["an algorithm that is not the key's", { key: { ...rsa, algorithm: "ecdsa-sha256" } }],
  ] as const)("never asks the port about %s", (_, { key, ...wish }) => {
    const issuer = forgeCa({ name: "Odd CA", key, issuer: ca });
    expect(asked(forgeLeaf({ issuer, ...wish }), issuer)).toEqual({ calls: [], found: [] });
  });

  test.each([
    ["a key of another type", sequenceOf(sequenceOf(oidOf("1.2.3")), bitStringOf(derOf(5)))],
    ["an RSA key that is none", sequenceOf(rsaIdentifier(), bitStringOf(derOf(5)))],
    [
      "a negative modulus",
      sequenceOf(
        rsaIdentifier(),
        bitStringOf(sequenceOf(derOf(2, new Uint8Array(256).fill(0x81)), integerOf(3))),
      ),
    ],
    [
      "no modulus",
      sequenceOf(rsaIdentifier(), bitStringOf(sequenceOf(integerOf(0), integerOf(3)))),
    ],
  ])("never asks the port about %s", (_, spki) => {
    const key: ForgedKey = { spki, algorithm: "rsa-sha256" };
    const issuer = forgeCa({ name: "Odd CA", key, issuer: ca });
    expect(asked(forgeLeaf({ issuer }), issuer)).toEqual({ calls: [], found: [] });
  });

  test("hands the port the signed bytes, the issuer's key and the algorithm", () => {
    const { calls } = asked(leaf, ca);
    expect(calls).toHaveLength(1);
    expect(calls[0]?.[0].issuerSpki).toEqual(ca.certificate.spki);
    expect(calls[0]?.[0].algorithm).toBe("ecdsa-sha256");
    expect(verifyWithNode(calls[0]?.[0] ?? assertNever())).toBe("valid");
  });

  test.each([
    ["says so", () => "unsupported" as const],
    ["throws", () => assertNever()],
  ])(
    "leaves a link out that the runtime cannot verify, and reports it, where the port %s",
    (_, port) => {
      const search = { leaf: leaf.certificate, candidates: certificatesOf(ca), at: AT };
      const found = { unsupported: true, exhausted: false };
      expect(vouchingCas({ ...search, verifySignature: port })).toEqual({ cas: [], ...found });
      expect(possibleIssuers({ ...search, verifySignature: port })).toEqual({
        cas: certificatesOf(ca),
        ...found,
      });
    },
  );
});

/** How often the port was asked, and what came of it. */
function asked(leafParty: Party, ...others: readonly Party[]) {
  const port = vi.fn<(check: SignatureCheck) => "valid">(() => "valid");
  const search = { candidates: certificatesOf(...others), verifySignature: port, at: AT };
  const { cas: found } = vouchingCas({ leaf: leafParty.certificate, ...search });
  return { calls: port.mock.calls, found };
}

function rsaSpki(bits: number): Uint8Array {
  const modulus = Array.from({ length: bits / 8 }, () => 0xff);
  const key = sequenceOf(integerOf(...modulus), integerOf(1, 0, 1));
  return sequenceOf(rsaIdentifier(), bitStringOf(key));
}

function rsaIdentifier(): Uint8Array {
  return sequenceOf(oidOf("1.2.840.113549.1.1.1"), derOf(5));
}

function assertNever(): never {
  throw new Error("the port fails");
}
