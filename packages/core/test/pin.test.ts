import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { PinError } from "../src/errors.ts";
import {
  certificatePinOf,
  formatPin,
  isCertificatePin,
  isSpkiPin,
  parsePin,
  type PinNotation,
  pinOf,
} from "../src/pin.ts";

// SHA-256 of the empty string and of "abc" (FIPS 180-2).
const EMPTY = "sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
const ABC_HEX = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const ABC = "sha256/ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
const abc = Uint8Array.of(0x61, 0x62, 0x63);

const NOTATIONS = [
  "sha256",
  "curl",
  "hpkp",
  "hex",
  "tlsa",
] as const satisfies readonly PinNotation[];

test("pinOf and certificatePinOf hash the bytes that they are given (RFC 7469 §2.4)", () => {
  expect(pinOf(new Uint8Array())).toBe(EMPTY);
  expect(pinOf(abc)).toBe(ABC);
  expect(certificatePinOf(abc)).toBe(ABC);
});

describe("parsePin", () => {
  test.each([
    ABC,
    ABC.replace("sha256/", "sha256//"),
    `pin-sha256="${ABC.slice(7)}"`,
    ABC_HEX,
    ABC_HEX.toUpperCase(),
    ABC_HEX.replaceAll(/(..)(?!$)/g, "$1:"),
    `3 1 1 ${ABC_HEX}`,
    `3 1 1 ${ABC_HEX.slice(0, 56)} ${ABC_HEX.slice(56)}`,
  ])("reads %s", (text) => {
    expect(parsePin(text)).toBe(ABC);
  });

  test("tells curl's second slash from base64 that begins with one", () => {
    const slashed = `sha256/${"/".repeat(42)}8=`;
    expect(parsePin(slashed)).toBe(slashed);
    expect(parsePin(slashed.replace("sha256/", "sha256//"))).toBe(slashed);
  });

  test.each([
    ["", "is no pin"],
    ["sha256/", "is no pin"],
    ["sha256/ZW5jb2U=", "is no pin"],
    ["sha256/1111111111111111111111111111111111111111111=", "is no pin"],
    [` ${ABC}`, "is no pin"],
    [`${ABC}\n`, "is no pin"],
    [`SHA256/${ABC.slice(7)}`, "is no pin"],
    [`2 1 1 ${ABC_HEX}`, "is no pin"],
    [`3 1 1 ${ABC_HEX}00`, "is no pin"],
    [`3 1 1 ${ABC_HEX.slice(1)}`, "is no pin"],
    ["sha1/DmxUShsZuNiqPQsX2Oi9uv2sCnw=", "only SHA-256"],
    ["-----BEGIN CERTIFICATE-----", "is PEM"],
    ["x".repeat(500), "…"],
  ])("refuses %j", (text, problem) => {
    expect(() => parsePin(text)).toThrow(PinError);
    expect(() => parsePin(text)).toThrow(problem);
  });

  test("throws nothing but its own error", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        try {
          parsePin(text);
        } catch (error) {
          expect(error).toBeInstanceOf(PinError);
        }
      }),
    );
  });
});

test("formatPin writes each notation, and parsePin reads it back", () => {
  expect(NOTATIONS.map((notation) => formatPin(pinOf(abc), notation))).toEqual([
    ABC,
    ABC.replace("/", "//"),
    `pin-sha256="${ABC.slice(7)}"`,
    ABC_HEX,
    `3 1 1 ${ABC_HEX}`,
  ]);
  fc.assert(
    fc.property(fc.uint8Array(), fc.constantFrom(...NOTATIONS), (bytes, notation) => {
      expect(parsePin(formatPin(pinOf(bytes), notation))).toBe(pinOf(bytes));
    }),
  );
});

test("isSpkiPin and isCertificatePin accept the one canonical spelling", () => {
  for (const isPin of [isSpkiPin, isCertificatePin]) {
    expect(isPin(ABC)).toBe(true);
    expect(isPin(ABC.replace("/", "//"))).toBe(false);
    expect(isPin(ABC.replace("0=", "1="))).toBe(false);
  }
});
