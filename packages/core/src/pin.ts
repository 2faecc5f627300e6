import { sha256 } from "@noble/hashes/sha2.js";

import { decodeBase64, encodeBase64 } from "./base64.ts";
import { bytesOfHex, hexOf } from "./bytes.ts";
import { PinError } from "./errors.ts";

/** The SHA-256 of a SubjectPublicKeyInfo (RFC 7469 §2.4), spelled `sha256/` and 44 base64 characters. */
export type SpkiPin = string & { readonly [kind]: "spki" };

/** The SHA-256 of a whole certificate, in the spelling of {@link SpkiPin}. It dies at renewal. */
export type CertificatePin = string & { readonly [kind]: "certificate" };

/** What a pin names: a key, which survives renewal, or one certificate. */
export type PinKind = "spki" | "certificate";

/** The spellings in which programs write a pin: OkHttp's, curl's, RFC 7469's, digits, and RFC 6698's. */
export type PinNotation = "sha256" | "curl" | "hpkp" | "hex" | "tlsa";

/** Computes the pin of a DER-encoded SubjectPublicKeyInfo. Hand over the bytes as they were served. */
export function pinOf(spki: Uint8Array): SpkiPin {
  return fingerprintOf(spki) as SpkiPin;
}

/** Computes the pin of a whole DER-encoded certificate. */
export function certificatePinOf(der: Uint8Array): CertificatePin {
  return fingerprintOf(der) as CertificatePin;
}

function fingerprintOf(bytes: Uint8Array): string {
  return `sha256/${encodeBase64(sha256(bytes))}`;
}

/** Tells whether text is a key's pin in the one canonical spelling, so that equal pins are equal strings. */
export function isSpkiPin(text: string): text is SpkiPin {
  return CANONICAL_PIN.test(text);
}

/** Tells whether text is a certificate's pin in the one canonical spelling. */
export function isCertificatePin(text: string): text is CertificatePin {
  return CANONICAL_PIN.test(text);
}

/**
 * Reads a key's pin in any notation: `sha256/…` (OkHttp), `sha256//…` (curl), `pin-sha256="…"`
 * (RFC 7469 §2.1), 64 hexadecimal digits with or without colons, and TLSA `3 1 1 …` (RFC 6698 §2.1).
 *
 * @throws {PinError} The text is in none of them, or its base64 is not canonical.
 */
export function parsePin(text: string): SpkiPin {
  const digest = digestOf(text);
  if (digest?.length !== 32) throw new PinError(problemOf(text));
  return `sha256/${encodeBase64(digest)}` as SpkiPin;
}

function digestOf(text: string): Uint8Array | undefined {
  for (const { pattern, decode } of NOTATIONS) {
    const digits = pattern.exec(text)?.[1];
    if (digits !== undefined) return decode(digits.replaceAll(/[\s:]/g, ""));
  }
  return undefined;
}

function problemOf(text: string): string {
  const shown = JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
  if (/^sha1[/-]/i.test(text)) return `${shown} is a SHA-1 pin; only SHA-256 is accepted`;
  if (text.startsWith("-----BEGIN")) return `${shown} is PEM; a pin is the SHA-256 of a key`;
  return `${shown} is no pin; write sha256/ and the 44 base64 characters of a SHA-256`;
}

/** Spells a pin in the notation of another program. */
export function formatPin(pin: SpkiPin, notation: PinNotation): string {
  const base64 = pin.slice("sha256/".length);
  switch (notation) {
    case "sha256":
      return pin;
    case "curl":
      return `sha256//${base64}`;
    case "hpkp":
      return `pin-sha256="${base64}"`;
    case "hex":
      return hexOf(decodeBase64(base64) ?? new Uint8Array());
    case "tlsa":
      return `3 1 1 ${hexOf(decodeBase64(base64) ?? new Uint8Array())}`;
  }
}

/** The one spelling that equal pins share. */
// 32 bytes are 43 base64 characters and one "=". The 43rd carries 4 bits, so its last 2 are zero.
export const CANONICAL_PIN: RegExp = /^sha256\/[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;

// Base64 may begin with "/", so it is the length that tells OkHttp's one slash from curl's two.
const NOTATIONS: readonly {
  readonly pattern: RegExp;
  readonly decode: (digits: string) => Uint8Array | undefined;
}[] = [
  { pattern: /^sha256\/(\S{44})$/, decode: decodeBase64 },
  { pattern: /^sha256\/\/(\S{44})$/, decode: decodeBase64 },
  { pattern: /^pin-sha256="(\S{44})"$/, decode: decodeBase64 },
  { pattern: /^3 1 1 ([0-9A-Fa-f ]+)$/, decode: bytesOfHex },
  { pattern: /^([0-9A-Fa-f]{64})$/, decode: bytesOfHex },
  { pattern: /^([0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){31})$/, decode: bytesOfHex },
];

declare const kind: unique symbol;
