import { checkDer, enter, finish, isNext, startOf, Tag, take, takeOptional } from "./der.ts";
import type { DerCursor } from "./der.ts";

/**
 * Where the fields of a certificate begin (RFC 5280 §4.1). They stand in this order, and each ends
 * where the next begins, so that slicing them copies and parses nothing.
 */
export interface CertificateFields {
  readonly tbs: number;
  readonly innerAlgorithm: number;
  readonly issuer: number;
  readonly validity: number;
  readonly subject: number;
  readonly spki: number;
  /** The unique identifiers and the extensions. */
  readonly tail: number;
  readonly outerAlgorithm: number;
  readonly signature: number;
}

/**
 * Admits one certificate in strict DER and tells where its fields are.
 *
 * @throws {CertificateError} The bytes are anything else: BER, trailing bytes, another structure.
 */
export function certificateFieldsOf(der: Uint8Array): CertificateFields {
  checkDer(der);
  const certificate = enter(startOf(der), Tag.sequence);
  const tbs = certificate.at;
  const fields = enter(certificate, Tag.sequence);
  const outerAlgorithm = take(certificate, Tag.sequence);
  const signature = take(certificate, Tag.bitString);
  finish(certificate);

  takeVersion(fields);
  take(fields, Tag.integer); // the serial number
  const innerAlgorithm = take(fields, Tag.sequence);
  const issuer = take(fields, Tag.sequence);
  const validity = take(fields, Tag.sequence);
  const subject = take(fields, Tag.sequence);
  const spki = takeSpki(fields);
  const tail = fields.at;
  for (const tag of TAIL) takeOptional(fields, tag);
  finish(fields);
  return {
    tbs,
    innerAlgorithm,
    issuer,
    validity,
    subject,
    spki,
    tail,
    outerAlgorithm,
    signature,
  };
}

/** Where the key of a certification request stands. */
export interface RequestFields {
  readonly spki: number;
  readonly attributes: number;
}

/**
 * Admits one certification request (RFC 2986 §4) in strict DER and tells where its key is.
 *
 * @throws {CertificateError} The bytes are anything else.
 */
export function requestFieldsOf(der: Uint8Array): RequestFields {
  checkDer(der);
  const request = enter(startOf(der), Tag.sequence);
  const fields = enter(request, Tag.sequence);
  take(request, Tag.sequence);
  take(request, Tag.bitString);
  finish(request);

  take(fields, Tag.integer);
  take(fields, Tag.sequence);
  const spki = takeSpki(fields);
  const attributes = fields.at;
  takeOptional(fields, VERSION_OR_ATTRIBUTES);
  finish(fields);
  return { spki, attributes };
}

/**
 * Admits one SubjectPublicKeyInfo in strict DER.
 *
 * @throws {CertificateError} The bytes are anything else.
 */
export function checkSpki(der: Uint8Array): void {
  checkDer(der);
  takeSpki(startOf(der));
}

function takeVersion(fields: DerCursor): void {
  if (!isNext(fields, VERSION_OR_ATTRIBUTES)) return;
  const version = enter(fields, VERSION_OR_ATTRIBUTES);
  take(version, Tag.integer);
  finish(version);
}

function takeSpki(fields: DerCursor): number {
  const { at } = fields;
  const spki = enter(fields, Tag.sequence);
  take(enter(spki, Tag.sequence), Tag.objectIdentifier);
  take(spki, Tag.bitString);
  finish(spki);
  return at;
}

const VERSION_OR_ATTRIBUTES = 0xa0;

/** issuerUniqueID, subjectUniqueID, extensions: each at most once, in this order. */
const TAIL = [0x81, 0x82, 0xa3] as const;
