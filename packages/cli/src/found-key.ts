import { createPublicKey, type KeyObject } from "node:crypto";

import {
  type CertificateDetails,
  detailsOf,
  parseCertificate,
  parseCertificateRequest,
  parseSpki,
  pinOf,
  type SpkiPin,
} from "@tlspin/core";

import { keyName, spkiOf } from "./key.ts";

/** What a key was found in. */
export type FoundIn = "certificate" | "CSR" | "public key" | "private key";

/** A key that can be pinned, and what is known of it. */
export interface FoundKey {
  readonly foundIn: FoundIn;
  readonly pin: SpkiPin;
  /** `EC P-256`, `RSA 2048`, … */
  readonly keyType: string;
  readonly certificate?: CertificateSummary;
  /** What the pin cannot promise. */
  readonly note?: string;
}

/** The part of a certificate that a person compares. */
export interface CertificateSummary {
  readonly subject: string;
  readonly issuer: string;
  readonly notBefore: string;
  readonly notAfter: string;
}

/**
 * The key of a certificate (DER).
 *
 * @throws {CertificateError} The bytes are not one certificate in strict DER.
 */
export function keyOfCertificate(der: Uint8Array): FoundKey {
  const certificate = parseCertificate(der);
  const found = foundKey("certificate", certificate.spki);
  const summary = summaryOf(() => detailsOf(certificate));
  if (summary !== undefined) return { ...found, certificate: summary };
  return { ...found, note: "the certificate's other fields cannot be read" };
}

/**
 * The key of a certification request (DER).
 *
 * @throws {CertificateError} The bytes are not one request in strict DER.
 */
export function keyOfRequest(der: Uint8Array): FoundKey {
  return foundKey("CSR", parseCertificateRequest(der).spki);
}

/**
 * A bare public key (SubjectPublicKeyInfo, DER).
 *
 * @throws {CertificateError} The bytes are not one key in strict DER.
 */
export function keyOfSpki(der: Uint8Array): FoundKey {
  return foundKey("public key", parseSpki(der).spki);
}

/** The public half of a private key, as a certificate for it will carry it. */
export function keyOfPrivate(key: KeyObject): FoundKey {
  const found = foundKey("private key", spkiOf(key));
  if (PLAIN_TYPES.has(key.asymmetricKeyType ?? "")) return found;
  return {
    ...found,
    note: "a CA may encode this kind of key differently: pin the certificate or CSR",
  };
}

function foundKey(foundIn: FoundIn, spki: Uint8Array): FoundKey {
  return { foundIn, pin: pinOf(spki), keyType: keyTypeOf(spki) };
}

/** Node names the type, where it knows it. A key that it does not know has a pin all the same. */
function keyTypeOf(spki: Uint8Array): string {
  try {
    return keyName(createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" }));
  } catch {
    return "key of a type that Node.js does not know";
  }
}

/** A leaf's pin never depends on what else its certificate says, so a failure here is not one there. */
function summaryOf(read: () => CertificateDetails): CertificateSummary | undefined {
  try {
    const { subject, issuer, notBefore, notAfter } = read();
    return {
      subject: subject.text,
      issuer: issuer.text,
      notBefore: new Date(notBefore).toISOString(),
      notAfter: new Date(notAfter).toISOString(),
    };
  } catch {
    return undefined;
  }
}

// Each has one usual encoding. RSASSA-PSS keys, for instance, may carry parameters or not.
const PLAIN_TYPES: ReadonlySet<string> = new Set(["ec", "rsa", "ed25519", "ed448"]);
