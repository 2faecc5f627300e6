import { CertificateError } from "./errors.ts";

/**
 * Where the fields of a certificate begin (RFC 5280 §4.1). They stand in this order, and each but
 * `spki` ends where the next begins, so that slicing them copies and parses nothing.
 */
export interface CertificateFields {
  readonly tbs: number;
  readonly innerAlgorithm: number;
  readonly issuer: number;
  readonly validity: number;
  readonly subject: number;
  readonly spki: number;
  readonly spkiEnd: number;
  readonly outerAlgorithm: number;
  readonly signature: number;
  readonly end: number;
}

/** Where the key of a certification request stands (RFC 2986 §4). */
export interface RequestFields {
  readonly spki: number;
  readonly spkiEnd: number;
}

/**
 * Admits one certificate in strict DER and tells where its fields are. Nothing is copied.
 *
 * @throws {CertificateError} The bytes are anything else: BER, trailing bytes, another structure.
 */
export function certificateFieldsOf(der: Uint8Array): CertificateFields {
  checkDer(der);
  const end = der.length;
  const tbs = enter(der, 0, end, SEQUENCE);
  const outerAlgorithm = skip(der, tbs, end, SEQUENCE);
  const signature = skip(der, outerAlgorithm, end, SEQUENCE);
  if (skip(der, signature, end, BIT_STRING) !== end) throw malformed(signature);

  const serial = skipVersion(der, enter(der, tbs, end, SEQUENCE), outerAlgorithm);
  const innerAlgorithm = skip(der, serial, outerAlgorithm, INTEGER);
  const issuer = skip(der, innerAlgorithm, outerAlgorithm, SEQUENCE);
  const validity = skip(der, issuer, outerAlgorithm, SEQUENCE);
  const subject = skip(der, validity, outerAlgorithm, SEQUENCE);
  const spki = skip(der, subject, outerAlgorithm, SEQUENCE);
  const spkiEnd = skipSpki(der, spki, outerAlgorithm);
  skipTail(der, spkiEnd, outerAlgorithm);
  return {
    tbs,
    innerAlgorithm,
    issuer,
    validity,
    subject,
    spki,
    spkiEnd,
    outerAlgorithm,
    signature,
    end,
  };
}

/**
 * Admits one certification request (PKCS #10) in strict DER and tells where its key is.
 *
 * @throws {CertificateError} The bytes are anything else.
 */
export function requestFieldsOf(der: Uint8Array): RequestFields {
  checkDer(der);
  const end = der.length;
  const info = enter(der, 0, end, SEQUENCE);
  const infoEnd = skip(der, info, end, SEQUENCE);
  const signature = skip(der, infoEnd, end, SEQUENCE);
  if (skip(der, signature, end, BIT_STRING) !== end) throw malformed(signature);

  const subject = skip(der, enter(der, info, end, SEQUENCE), infoEnd, INTEGER);
  const spki = skip(der, subject, infoEnd, SEQUENCE);
  const spkiEnd = skipSpki(der, spki, infoEnd);
  const attributes = spkiEnd === infoEnd ? infoEnd : skip(der, spkiEnd, infoEnd, CONTEXT_0);
  if (attributes !== infoEnd) throw malformed(attributes);
  return { spki, spkiEnd };
}

/**
 * Admits one SubjectPublicKeyInfo in strict DER.
 *
 * @throws {CertificateError} The bytes are anything else.
 */
export function checkSpki(der: Uint8Array): void {
  checkDer(der);
  if (skipSpki(der, 0, der.length) !== der.length) throw malformed(0);
}

/** Gives where the element after the one at `at` begins. It must have this tag. */
function skip(der: Uint8Array, at: number, end: number, tag: number): number {
  if (at >= end || der[at] !== tag) throw malformed(at);
  const length = readLength(der, at + 1, end);
  return at + 1 + lengthOctets(length) + length;
}

/** Gives where the content of the element at `at` begins. It must have this tag. */
function enter(der: Uint8Array, at: number, end: number, tag: number): number {
  if (at >= end || der[at] !== tag) throw malformed(at);
  return at + 1 + lengthOctets(readLength(der, at + 1, end));
}

function skipVersion(der: Uint8Array, at: number, end: number): number {
  if (der[at] !== CONTEXT_0) return at;
  const next = skip(der, at, end, CONTEXT_0);
  if (skip(der, enter(der, at, end, CONTEXT_0), next, INTEGER) !== next) throw malformed(at);
  return next;
}

function skipSpki(der: Uint8Array, at: number, end: number): number {
  const next = skip(der, at, end, SEQUENCE);
  const algorithm = enter(der, at, end, SEQUENCE);
  const key = skip(der, algorithm, next, SEQUENCE);
  skip(der, enter(der, algorithm, next, SEQUENCE), key, OBJECT_IDENTIFIER);
  if (skip(der, key, next, BIT_STRING) !== next) throw malformed(key);
  return next;
}

/** The unique identifiers and the extensions: each at most once, in this order, then nothing. */
function skipTail(der: Uint8Array, from: number, end: number): void {
  let at = from;
  for (const tag of TAIL) if (at < end && der[at] === tag) at = skip(der, at, end, tag);
  if (at !== end) throw malformed(at);
}

/**
 * Admits strings of bytes that are exactly one DER element (X.690 §10, §11), all the way down, within
 * a budget of work. Whatever passes has one reading only: lengths are definite and minimal, and
 * children fill their parent.
 *
 * @throws {CertificateError} The bytes are anything else, or more than the budget admits.
 */
export function checkDer(der: Uint8Array): void {
  if (der.length > MAX_BYTES) throw new CertificateError(`more than ${MAX_BYTES} bytes`);
  if (walk(der) !== der.length) throw new CertificateError("not one DER element");
}

/** Walks the first element, without recursion, and gives where it ends. */
function walk(der: Uint8Array): number {
  const ends: number[] = []; // where the constructed elements that are open end
  let end = der.length;
  let at = 0;
  for (let nodes = 0; nodes < MAX_NODES; nodes++) {
    const afterTag = readTag(der, at, end);
    const length = readLength(der, afterTag, end);
    const content = afterTag + lengthOctets(length);
    if (content + length > end) throw malformed(at);

    const tag = at;
    at = content;
    if (isConstructed(der, tag)) {
      if (ends.push(end) > MAX_DEPTH) throw new CertificateError("nested too deeply");
      end = content + length;
    } else {
      checkPrimitive(der, tag, content, content + length);
      at += length;
    }
    while (at === end && ends.length > 0) end = ends.pop() ?? end;
    if (ends.length === 0) return at;
  }
  throw new CertificateError(`more than ${MAX_NODES} elements`);
}

/** Reads a tag (X.690 §8.1.2) and gives where its length begins. Tags above 30 take their long form. */
function readTag(der: Uint8Array, at: number, end: number): number {
  const first = der[at] ?? 0;
  if (at >= end || first === 0) throw malformed(at);
  if ((first & 0x1f) !== 0x1f) return at + 1;

  const low = der[at + 1] ?? 0;
  if (low < 0x80) {
    if (low < 0x1f || at + 1 >= end) throw malformed(at);
    return at + 2;
  }
  const last = der[at + 2] ?? 0x80;
  if (low === 0x80 || last >= 0x80 || at + 2 >= end) throw malformed(at);
  return at + 3;
}

/** Reads a definite length in its shortest form (X.690 §10.1), of at most 3 octets. */
function readLength(der: Uint8Array, at: number, end: number): number {
  if (at >= end) throw malformed(at);
  const first = der[at] ?? 0;
  if (first < 0x80) return first;

  const octets = first - 0x80;
  if (octets < 1 || octets > 3 || at + octets >= end) throw malformed(at);
  let length = 0;
  for (let i = 1; i <= octets; i++) length = (length << 8) | (der[at + i] ?? 0);
  if (lengthOctets(length) !== octets + 1) throw malformed(at);
  return length;
}

/** How many octets the shortest form of a length takes: in DER, there is no other. */
function lengthOctets(length: number): number {
  if (length < 0x80) return 1;
  if (length < 0x100) return 2;
  return length < 0x10000 ? 3 : 4;
}

function isConstructed(der: Uint8Array, at: number): boolean {
  const tag = der[at] ?? 0;
  const constructed = (tag & 0x20) !== 0;
  // Of the universal types, SEQUENCE and SET are constructed in DER and all others are not (§10.2).
  if (tag < 0x40 && constructed !== (tag === SEQUENCE || tag === SET)) throw malformed(at);
  return constructed;
}

function checkPrimitive(der: Uint8Array, tag: number, at: number, end: number): void {
  switch (der[tag]) {
    case BOOLEAN:
      if (end !== at + 1 || (der[at] !== 0 && der[at] !== 0xff)) throw malformed(at);
      return;
    case INTEGER:
      return checkInteger(der, at, end);
    case BIT_STRING:
      return checkBitString(der, at, end);
    case NULL:
      if (end !== at) throw malformed(at);
      return;
    case OBJECT_IDENTIFIER:
      return checkObjectIdentifier(der, at, end);
  }
}

/** The first nine bits are not all equal (X.690 §8.3.2). */
function checkInteger(der: Uint8Array, at: number, end: number): void {
  if (end === at) throw malformed(at);
  if (end === at + 1) return;
  const negative = (der[at + 1] ?? 0) >= 0x80;
  if (der[at] === (negative ? 0xff : 0)) throw malformed(at);
}

/** The bits that fill up the last octet are at most seven, and zero (X.690 §11.2.1). */
function checkBitString(der: Uint8Array, at: number, end: number): void {
  const unused = der[at] ?? 8;
  if (end === at || unused > 7) throw malformed(at);
  const last = end === at + 1 ? 0xff : (der[end - 1] ?? 0xff);
  if ((last & ((1 << unused) - 1)) !== 0) throw malformed(at);
}

/** Each arc is complete and begins with a digit (X.690 §8.19.2). */
function checkObjectIdentifier(der: Uint8Array, at: number, end: number): void {
  if (end === at || end - at > MAX_OID_BYTES) throw malformed(at);
  let first = true;
  for (let i = at; i < end; i++) {
    const octet = der[i] ?? 0;
    if (first && octet === 0x80) throw malformed(at);
    first = octet < 0x80;
  }
  if (!first) throw malformed(at);
}

function malformed(at: number): CertificateError {
  return new CertificateError(`not strict DER at byte ${at}`);
}

const BOOLEAN = 0x01;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const NULL = 0x05;
const OBJECT_IDENTIFIER = 0x06;
const SEQUENCE = 0x30;
const SET = 0x31;
const CONTEXT_0 = 0xa0;

const TAIL = [0x81, 0x82, 0xa3] as const;

const MAX_BYTES = 102_400;
const MAX_NODES = 512;
const MAX_DEPTH = 16;
const MAX_OID_BYTES = 64;
