import { CertificateError } from "./errors.ts";

/**
 * Admits exactly one DER element (X.690 §10, §11), all the way down, within a budget of work.
 *
 * Whatever passes has one reading only: lengths are definite and minimal, children fill their parent,
 * primitive values are canonical, and nothing follows. Values inside an OCTET STRING are not read.
 *
 * @throws {CertificateError} The bytes are anything else, or more than the budget admits.
 */
export function checkDer(der: Uint8Array, maxElements: number = MAX_ELEMENTS): void {
  if (der.length > MAX_BYTES) throw new CertificateError(`longer than ${MAX_BYTES} bytes`);

  const walk: Walk = { der, at: 0, end: der.length, open: [] };
  for (let elements = 0; elements < maxElements; elements++) {
    step(walk);
    if (walk.open.length === 0) return finish(walk);
  }
  throw new CertificateError(`over ${maxElements} elements`);
}

interface Walk {
  readonly der: Uint8Array;
  at: number;
  /** Where the element that is being read ends. */
  end: number;
  /** Where the elements around it end. */
  readonly open: number[];
}

function step(walk: Walk): void {
  const { der, at } = walk;
  const start = at + tagOctets(der, at);
  const length = lengthOf(der, start);
  const content = start + lengthOctets(length);
  const next = content + length;
  if (next > walk.end) throw malformed(at);

  if (isConstructed(der, at)) {
    descend(walk, next);
    walk.at = content;
  } else {
    if (PRIMITIVES[octetAt(der, at)]?.(der, content, next) === false) throw malformed(at);
    walk.at = next;
  }
  ascend(walk);
}

function descend(walk: Walk, end: number): void {
  if (walk.open.push(walk.end) > MAX_DEPTH) throw new CertificateError(`over ${MAX_DEPTH} deep`);
  walk.end = end;
}

/** Where the content of the element at `at` begins. What lies beyond the bytes counts as zeros. */
function contentOf(der: Uint8Array, at: number): number {
  const length = at + tagOctets(der, at);
  return length + lengthOctets(lengthOf(der, length));
}

/** Where the element at `at` ends. */
function nextOf(der: Uint8Array, at: number): number {
  const start = at + tagOctets(der, at);
  const length = lengthOf(der, start);
  return start + lengthOctets(length) + length;
}

function ascend(walk: Walk): void {
  while (walk.at === walk.end && walk.open.length > 0) walk.end = walk.open.pop() ?? walk.end;
}

/** Tags above 30 stand in the octet after the first, tags above 127 nowhere in X.509 (X.690 §8.1.2). */
function tagOctets(der: Uint8Array, at: number): 1 | 2 {
  const first = octetAt(der, at);
  if (first === 0) throw malformed(at);
  if ((first & 0x1f) !== 0x1f) return 1;

  const number = octetAt(der, at + 1);
  if (number < 0x1f || number > 0x7f) throw malformed(at);
  return 2;
}

/** The definite length that stands at `at` in its shortest form (X.690 §10.1). */
function lengthOf(der: Uint8Array, at: number): number {
  const first = octetAt(der, at);
  if (first < 0x80) return first;

  const octets = first - 0x80;
  if (octets < 1 || octets > 3) throw malformed(at);
  let length = 0;
  for (let i = at + 1; i <= at + octets; i++) length = (length << 8) | octetAt(der, i);
  if (lengthOctets(length) !== octets + 1) throw malformed(at);
  return length;
}

/** How many octets a length takes: in DER it has one form. */
function lengthOctets(length: number): number {
  if (length < 0x80) return 1;
  if (length < 0x100) return 2;
  return length < 0x10000 ? 3 : 4;
}

/** Of the universal types, SEQUENCE and SET are constructed in DER, and no other is (X.690 §10.2). */
function isConstructed(der: Uint8Array, at: number): boolean {
  const tag = octetAt(der, at);
  const constructed = (tag & CONSTRUCTED) !== 0;
  const must = (tag | CONSTRUCTED) === Tag.sequence || (tag | CONSTRUCTED) === Tag.set;
  if (tag < 0x40 && constructed !== must) throw malformed(at);
  return constructed;
}

/** A place among the children of one element, in bytes that `checkDer` admitted. */
export interface DerCursor {
  readonly der: Uint8Array;
  at: number;
  readonly end: number;
}

/** The place before the one element that the bytes are. */
export function startOf(der: Uint8Array): DerCursor {
  return { der, at: 0, end: der.length };
}

/** Steps over the next element, which must have this tag, and tells where it began. */
export function take(cursor: DerCursor, tag: number): number {
  const { der, at, end } = cursor;
  if (at >= end || der[at] !== tag) throw malformed(at);
  cursor.at = nextOf(der, at);
  return at;
}

/** Steps over the next element, which must have this tag, and gives a cursor over its children. */
export function enter(cursor: DerCursor, tag: number): DerCursor {
  const at = take(cursor, tag);
  return { der: cursor.der, at: contentOf(cursor.der, at), end: cursor.at };
}

/** Steps over the next element if it has this tag. */
export function takeOptional(cursor: DerCursor, tag: number): void {
  if (isNext(cursor, tag)) take(cursor, tag);
}

/** Steps over the next element, whatever it is, and gives a cursor over its content. */
export function enterAny(cursor: DerCursor): DerCursor {
  return enter(cursor, octetAt(cursor.der, cursor.at));
}

/** Tells whether the next element has this tag. */
export function isNext({ der, at, end }: DerCursor, tag: number): boolean {
  return at < end && der[at] === tag;
}

/** Checks that no element is left. */
export function finish({ at, end }: DerCursor): void {
  if (at !== end) throw malformed(at);
}

/** The first nine bits are not all equal (X.690 §8.3.2). */
function isInteger(der: Uint8Array, at: number, end: number): boolean {
  if (end - at < 2) return end > at;
  const sign = octetAt(der, at + 1) < 0x80 ? 0 : 0xff;
  return der[at] !== sign;
}

/** The bits that fill up the last octet are at most seven, and zero (X.690 §11.2.1). */
function isBitString(der: Uint8Array, at: number, end: number): boolean {
  if (end - at < 2) return end > at && der[at] === 0;
  const unused = octetAt(der, at);
  return unused < 8 && (octetAt(der, end - 1) & ((1 << unused) - 1)) === 0;
}

/** Each arc is complete and begins with a digit (X.690 §8.19.2). */
function isObjectIdentifier(der: Uint8Array, at: number, end: number): boolean {
  if (end === at || end - at > MAX_OID_BYTES) return false;
  let complete = true;
  for (let i = at; i < end; i++) {
    const octet = octetAt(der, i);
    if (complete && octet === 0x80) return false;
    complete = octet < 0x80;
  }
  return complete;
}

/** The octet is 0 or 255 (X.690 §11.1). */
function isBoolean(der: Uint8Array, at: number, end: number): boolean {
  return end === at + 1 && (der[at] === 0 || der[at] === 0xff);
}

function isNull(_der: Uint8Array, at: number, end: number): boolean {
  return at === end;
}

/** What lies beyond the bytes counts as zero, which no tag is. */
function octetAt(der: Uint8Array, at: number): number {
  return der[at] ?? 0;
}

function malformed(at: number): CertificateError {
  return new CertificateError(`not strict DER at byte ${at}`);
}

/** The first octets of the elements that X.509 is made of. */
export const Tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  null: 0x05,
  octetString: 0x04,
  objectIdentifier: 0x06,
  sequence: 0x30,
  set: 0x31,
  utcTime: 0x17,
  generalizedTime: 0x18,
} as const;

const CONSTRUCTED = 0x20;

const PRIMITIVES: Readonly<Record<number, (der: Uint8Array, at: number, end: number) => boolean>> =
  {
    [Tag.boolean]: isBoolean,
    [Tag.integer]: isInteger,
    [Tag.bitString]: isBitString,
    [Tag.null]: isNull,
    [Tag.objectIdentifier]: isObjectIdentifier,
  };

// OpenSSL, hence Node.js, refuses a chain of more than 100 kB (SSL_MAX_CERT_LIST_DEFAULT).
const MAX_BYTES = 102_400;

// Real certificates have at most some 280 elements, 9 deep, and OIDs of 12 octets. Elements are cheap to
// step over, some 0.2 ms for all of these, so that names with 4,000 attributes, which others read, pass.
const MAX_ELEMENTS = 8192;
const MAX_DEPTH = 16;
const MAX_OID_BYTES = 64;
