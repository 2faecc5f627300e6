import { createHash, createPublicKey, type KeyObject, X509Certificate } from "node:crypto";

import {
  CertificateError,
  certificatePinOf,
  detailsOf,
  parseCertificate,
  pinOf,
} from "@tlspin/core";
import { describe, expect, test } from "vitest";

import { namesIn } from "../src/decision.ts";
import { REFUSED_KEYS } from "../src/key-decisions.ts";
import { KEY_CASES } from "../src/totals.ts";
import { bytesOf, hasVectors, textOfVectors } from "../src/vectors.ts";

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

  const ofKind = (kind: SpkiVector["expect"]) => vectors.filter((one) => one.expect === kind);

  test("no pin is another than the expected one", () => {
    const pins = vectors.filter((vector) => pinIn(vector) !== undefined);
    const wrong = pins.filter((vector) => pinIn(vector) !== `sha256/${vector.spkiSha256}`);
    expect(wrong.map(({ id }) => id)).toEqual([]);
    expect(pins.length).toBe(KEY_CASES.pinned);
    expect(vectors.length).toBe(KEY_CASES.all);
  });

  test("what must be refused is refused, with our error", () => {
    const errors = ofKind("error");
    expect(errors.filter((vector) => pinIn(vector) !== undefined)).toEqual([]);
    expect(errors.length).toBe(KEY_CASES.malformed);
  });

  test("what must have a pin has one, but for the false rejects that we decided", () => {
    const good = ofKind("pin");
    const refused = good.filter((vector) => pinIn(vector) === undefined);
    expect(refused.map(({ id }) => id).toSorted()).toEqual(namesIn(REFUSED_KEYS));
    expect(good.length).toBe(KEY_CASES.good);
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
