/**
 * Writes one DER element around its contents (X.690 §8.1), so that a test can build, and break, any
 * structure. Contents are written one after the other.
 */
export function derOf(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const body = joinBytes(...contents);
  return joinBytes(Uint8Array.of(tag), lengthOf(body.length), body);
}

/** Writes a SEQUENCE. */
export function sequenceOf(...elements: readonly Uint8Array[]): Uint8Array {
  return derOf(0x30, ...elements);
}

/** Writes a SET in the order given: a canonical one is sorted by the caller. */
export function setOf(...elements: readonly Uint8Array[]): Uint8Array {
  return derOf(0x31, ...elements);
}

/** Writes an INTEGER that is not negative, from its big-endian bytes. */
export function integerOf(bytes: Uint8Array): Uint8Array {
  const start = bytes.findIndex((byte) => byte !== 0);
  const minimal = start < 0 ? Uint8Array.of(0) : bytes.subarray(start);
  const sign = (minimal[0] ?? 0) > 0x7f ? Uint8Array.of(0) : new Uint8Array();
  return derOf(0x02, sign, minimal);
}

/** Writes an OBJECT IDENTIFIER from its dotted form. */
export function oidOf(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return derOf(0x06, ...[first * 40 + second, ...rest].map(base128Of));
}

/** Writes a BIT STRING of whole bytes. */
export function bitStringOf(bytes: Uint8Array): Uint8Array {
  return derOf(0x03, Uint8Array.of(0), bytes);
}

/** Writes an OCTET STRING. */
export function octetStringOf(bytes: Uint8Array): Uint8Array {
  return derOf(0x04, bytes);
}

/** Writes a UTF8String. */
export function utf8StringOf(text: string): Uint8Array {
  return derOf(0x0c, new TextEncoder().encode(text));
}

/** Writes a BOOLEAN. */
export function booleanOf(value: boolean): Uint8Array {
  return derOf(0x01, Uint8Array.of(value ? 0xff : 0x00));
}

/** Writes NULL. */
export function nullOf(): Uint8Array {
  return derOf(0x05);
}

/** Writes a constructed element under a context tag: `[0] EXPLICIT` and its like. */
export function contextOf(number: number, ...contents: readonly Uint8Array[]): Uint8Array {
  return derOf(0xa0 + number, ...contents);
}

/** Writes an element whose length octets are the caller's: too long, not minimal, or indefinite. */
export function misshapenOf(tag: number, length: Uint8Array, content: Uint8Array): Uint8Array {
  return joinBytes(Uint8Array.of(tag), length, content);
}

/** Writes an element with indefinite length, which BER allows and DER forbids (X.690 §10.1). */
export function indefiniteOf(tag: number, content: Uint8Array): Uint8Array {
  return joinBytes(Uint8Array.of(tag, 0x80), content, Uint8Array.of(0, 0));
}

/** Puts byte strings one after the other. */
export function joinBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function lengthOf(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return Uint8Array.of(0x80 + octets.length, ...octets);
}

function base128Of(value: number): Uint8Array {
  const digits = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) {
    digits.unshift((rest % 128) + 0x80);
  }
  return Uint8Array.from(digits);
}
