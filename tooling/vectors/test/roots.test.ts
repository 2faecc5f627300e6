import { execFileSync, spawnSync } from "node:child_process";
import { createHash, createPublicKey } from "node:crypto";

import { detailsOf, formatPin, parseCertificate, parsePem, pinOf } from "@tlspin/core";
import { describe, expect, test } from "vitest";

import { rootStores } from "../src/bundled-roots.ts";

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
if (!hasOpenssl) console.warn("SKIPPED: roots are compared with what openssl computes from them");

describe("the roots that real machines trust", () => {
  test.for(rootStores())("of $name are read and pinned, each one", ({ name, pem }, { skip }) => {
    if (pem === undefined) {
      console.warn(`SKIPPED: this machine does not have ${name}`);
      return skip("not on this machine");
    }
    const blocks = parsePem(pem);
    for (const { der } of blocks) {
      const certificate = parseCertificate(der);
      const { basicConstraints, subject } = detailsOf(certificate);
      expect(pinOf(certificate.spki)).toBe(`sha256/${digestOf(keyInNode(certificate.spki))}`);
      expect([subject.text, basicConstraints?.ca]).toEqual([subject.text, true]);
    }
    expect(blocks.length).toBeGreaterThan(100);
  });

  test.skipIf(!hasOpenssl)(
    "have the pin that curl compares (skipped without openssl)",
    () => {
      const pems = new Set(
        rootStores().flatMap(({ pem = "" }) => pem.match(CERTIFICATE_BLOCK) ?? []),
      );
      for (const pem of pems) {
        const [block] = parsePem(pem);
        const { spki } = parseCertificate(block?.der ?? new Uint8Array());
        expect(formatPin(pinOf(spki), "curl")).toBe(`sha256//${digestOf(keyInOpenssl(pem))}`);
      }
      expect(pems.size).toBeGreaterThan(120);
    },
    120_000,
  );
});

/** curl hashes the key as OpenSSL has it. OpenSSL re-encodes it; of these, that changes none. */
function keyInOpenssl(pem: string): Uint8Array {
  const text = execFileSync("openssl", ["x509", "-noout", "-pubkey"], { input: pem });
  const [block] = parsePem(text.toString("latin1"));
  return block?.der ?? new Uint8Array();
}

function keyInNode(spki: Uint8Array): Uint8Array {
  const key = createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
  return new Uint8Array(key.export({ format: "der", type: "spki" }));
}

function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("base64");
}

const CERTIFICATE_BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
