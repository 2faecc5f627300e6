import type { CertificateDetails } from "./certificate-details.ts";
import { certificateFieldsOf, checkSpki, requestFieldsOf } from "./certificate-fields.ts";
import { type CertificatePin, certificatePinOf } from "./pin.ts";
import { readDetails } from "./read-details.ts";

export type {
  BasicConstraints,
  CertificateDetails,
  DistinguishedName,
  GeneralNames,
  IpName,
  KeyUsage,
  NameConstraints,
} from "./certificate-details.ts";
export type { Curve, KeyAlgorithm } from "./key-algorithm.ts";

/** One certificate in strict DER. `der` and `spki` are views of the bytes that were served. */
export interface Certificate {
  readonly der: Uint8Array;
  /** The SubjectPublicKeyInfo, as it stands in `der` (RFC 7469 §2.4 pins its hash). */
  readonly spki: Uint8Array;
}

/** A certification request (PKCS #10) in strict DER. It carries the key that a certificate will have. */
export interface CertificateRequest {
  readonly der: Uint8Array;
  /** The SubjectPublicKeyInfo, as it stands in `der`. */
  readonly spki: Uint8Array;
}

/** A bare public key in strict DER. */
export interface PublicKey {
  /** The SubjectPublicKeyInfo: all the bytes. */
  readonly spki: Uint8Array;
}

/**
 * Admits one certificate. That is all a pin needs: nothing but the structure around the key is read.
 *
 * @throws {CertificateError} The bytes are not one certificate in strict DER.
 */
export function parseCertificate(der: Uint8Array): Certificate {
  const { spki, tail } = certificateFieldsOf(der);
  return { der, spki: der.subarray(spki, tail) };
}

/**
 * Admits one certification request (RFC 2986), so that a key can be pinned before its certificate
 * exists.
 *
 * @throws {CertificateError} The bytes are not one request in strict DER.
 */
export function parseCertificateRequest(der: Uint8Array): CertificateRequest {
  const { spki, attributes } = requestFieldsOf(der);
  return { der, spki: der.subarray(spki, attributes) };
}

/**
 * Admits one SubjectPublicKeyInfo (RFC 5280 §4.1.2.7).
 *
 * @throws {CertificateError} The bytes are not one key in strict DER.
 */
export function parseSpki(der: Uint8Array): PublicKey {
  checkSpki(der);
  return { spki: der };
}

/**
 * Reads what a certificate says besides its key: names, dates, extensions. For CA paths, explanations
 * and tools; a pin of the leaf's key never depends on it. What it gives is frozen.
 *
 * @throws {CertificateError} Something in the certificate cannot be read strictly.
 */
export function detailsOf({ der }: Certificate): CertificateDetails {
  // The caller may write to its bytes later. What is remembered under their hash must not change.
  const copy = new Uint8Array(der);
  const key = certificatePinOf(copy);
  return recall(key, memo.get(key) ?? deepFreeze(readDetails(copy)));
}

/** Puts details last in the line of those to forget. */
function recall(key: CertificatePin, details: CertificateDetails): CertificateDetails {
  memo.delete(key);
  memo.set(key, details);
  for (const oldest of memo.keys()) {
    if (memo.size <= MEMO_SIZE) break;
    memo.delete(oldest);
  }
  return details;
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === "object") deepFreeze(part);
  return Object.freeze(value);
}

// A certificate means the same for ever, so that remembering it cannot change a verdict.
const memo = new Map<CertificatePin, CertificateDetails>();

const MEMO_SIZE = 64;
