import { createHash, createPublicKey, type KeyObject, X509Certificate } from "node:crypto";

import { describe, expect, test } from "vitest";

import { detailsOf, parseCertificate } from "../src/certificate.ts";
import { CertificateError } from "../src/errors.ts";
import { certificatePinOf, pinOf } from "../src/pin.ts";
import { bytesOf, hasVectors, textOfVectors } from "./vectors.ts";

interface SpkiVector {
  readonly id: string;
  readonly der: string;
  readonly expect: "pin" | "error" | "pin-or-error";
  readonly spkiSha256?: string;
  readonly spkiSlice?: readonly [offset: number, length: number];
  readonly certSha256: string;
}

const FILES = ["spki-vectors.json", "spki-malformed.json", "spki-fuzz.json"];

const found = FILES.every(hasVectors);

describe.skipIf(!found)(`${FILES.join(", ")} (skipped without TLSPIN_VECTORS)`, () => {
  const vectors = found ? FILES.flatMap((file) => vectorsIn(textOfVectors(file))) : [];

  test("each pin is exactly the expected one", () => {
    const pins = vectors.filter((vector) => pinIn(vector) !== undefined);
    const wrong = pins.filter((vector) => pinIn(vector) !== `sha256/${vector.spkiSha256}`);
    expect(wrong.map(({ id }) => id)).toEqual([]);
    expect(pins.length).toBeGreaterThan(4900);
  });

  test("what must be refused is refused, with our error", () => {
    const errors = vectors.filter((vector) => vector.expect === "error");
    expect(errors.filter((vector) => pinIn(vector) !== undefined)).toEqual([]);
    expect(errors.length).toBe(554);
  });

  test("what must have a pin has one, but for the false rejects that we decided", () => {
    const refused = vectors.filter(
      (vector) => vector.expect === "pin" && pinIn(vector) === undefined,
    );
    const decided = Object.values(FALSE_REJECTS).flat();
    expect(refused.map(({ id }) => id).toSorted()).toEqual(decided.toSorted());
  });

  test("the pin of a whole certificate is that of the bytes as they came", () => {
    const wrong = vectors.filter(
      ({ der, certSha256 }) => certificatePinOf(bytesOf(der)) !== `sha256/${certSha256}`,
    );
    expect(wrong).toEqual([]);
  });

  test("details are read, or refused with our error, within a bounded time", () => {
    let read = 0;
    for (const { der } of vectors) if (readsDetails(bytesOf(der))) read++;
    expect(read).toBeGreaterThan(4500);
  }, 60_000);

  test("CVE-2026-87866: our slice is the runtime's own key", () => {
    let compared = 0;
    for (const { der, id } of vectors) if (comparesKey(bytesOf(der), id)) compared++;
    expect(compared).toBeGreaterThan(4000);
  }, 60_000);

  test("CVE-2026-87866: so it is in what is left after octets are changed", () => {
    let compared = 0;
    for (const vector of vectors) {
      const bytes = bytesOf(vector.der);
      for (const { at, octet } of flipsOf(vector, bytes.length)) {
        if (comparesKey(bytes.with(at, octet), `${vector.id} at ${at}`)) compared++;
      }
    }
    expect(compared).toBeGreaterThan(15_000);
  }, 60_000);
});

function vectorsIn(text: string): readonly SpkiVector[] {
  const json: { readonly vectors: readonly SpkiVector[] } = JSON.parse(text);
  return json.vectors;
}

function pinIn({ der }: SpkiVector): string | undefined {
  const spki = spkiIn(bytesOf(der));
  return spki === undefined ? undefined : pinOf(spki);
}

function spkiIn(der: Uint8Array): Uint8Array | undefined {
  try {
    return parseCertificate(der).spki;
  } catch (error) {
    if (error instanceof CertificateError) return undefined;
    throw error;
  }
}

function readsDetails(der: Uint8Array): boolean {
  try {
    return detailsOf(parseCertificate(der)).version > 0;
  } catch (error) {
    if (error instanceof CertificateError) return false;
    throw error;
  }
}

/** Compares the two readings of a key, where both exist. */
function comparesKey(der: Uint8Array, about: string): boolean {
  const spki = spkiIn(der);
  const theirs = spki === undefined ? undefined : keyInNode(der);
  if (spki === undefined || theirs === undefined) return false;

  const ours = createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
  expect(ours.equals(theirs), about).toBe(true);
  return true;
}

function keyInNode(der: Uint8Array): KeyObject | undefined {
  try {
    return new X509Certificate(der).publicKey;
  } catch {
    return undefined;
  }
}

/**
 * Changes of one octet, four anywhere and four where the key begins, drawn from the vector's name, so
 * that every run makes the same.
 */
function flipsOf({ id, spkiSlice }: SpkiVector, length: number): readonly Flip[] {
  const digest = createHash("sha512").update(id).digest();
  const [key = 0] = spkiSlice ?? [];
  return [0, 1, 2, 3, 4, 5, 6, 7].map((i) => {
    const draw = digest.readUInt32BE(8 * i);
    return {
      at: i < 4 ? draw % length : (key + (draw % 40)) % length,
      octet: digest[8 * i + 4] ?? 0,
    };
  });
}

interface Flip {
  readonly at: number;
  readonly octet: number;
}

/** 17 of 4,920. All are BER that DER excludes, or names that no CA has made but in a test. */
const FALSE_REJECTS = {
  "names with 1,070 to 4,146 elements, from tests of OpenSSL and BoringSSL; real ones have 280": [
    "6c3c2b7154b45dc5eccf",
    "6d5c741338d823b457fe",
    "8244e4cb16d321c6ee1a",
    "893d6d4b263f94bcfcfd",
    "cc14a3c950392f3249a3",
    "e9301d9bc22c2075e95f",
    "4d7d9a661b5ba38c95bb",
  ],
  "a BOOLEAN that is neither 00 nor FF (X.690 §11.1), which Go and cryptography refuse as well": [
    "2fb5f104759638ba0c77",
    "328a743d5c80fb6f00e7",
    "772570ca06b01475b5e3",
    "35c241f1bbfa565e8aa7",
  ],
  "an OCTET STRING in pieces (X.690 §10.2)": [
    "1a05ef94dbb8a67d10e0",
    "45a1026e8695d7b82c4b",
    "940687391bd9fa7e6675",
  ],
  "unused bits in a BIT STRING that has none (X.690 §8.6.2.3)": ["46c733e8619477acb547"],
  "a unique identifier in pieces (X.690 §10.2)": ["6dc1e52779cb62e2bf55"],
  "a DSA parameter with a needless zero (X.690 §8.3.2), which Go and cryptography refuse": [
    "9a96210cb2999d79e9e7",
  ],
};
