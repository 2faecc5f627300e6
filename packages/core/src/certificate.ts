import { certificateFieldsOf, checkSpki, requestFieldsOf } from "./certificate-fields.ts";

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
