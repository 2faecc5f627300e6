/** Writes one element in DER. */
export function derOf(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = joined(contents);
  return joined([Uint8Array.of(tag, ...lengthOf(content.length)), content]);
}

// Without Buffer: these tests run in a browser too.
function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function lengthOf(length: number): readonly number[] {
  if (length < 0x80) return [length];
  if (length < 0x100) return [0x81, length];
  if (length < 0x10000) return [0x82, length >> 8, length & 0xff];
  return [0x83, length >> 16, (length >> 8) & 0xff, length & 0xff];
}

export function sequenceOf(...elements: readonly Uint8Array[]): Uint8Array {
  return derOf(0x30, ...elements);
}

export function setOf(...elements: readonly Uint8Array[]): Uint8Array {
  return derOf(0x31, ...elements);
}

/** A positive INTEGER from its digits, the highest first. */
export function integerOf(...octets: readonly number[]): Uint8Array {
  return derOf(2, Uint8Array.from((octets[0] ?? 0) < 0x80 ? octets : [0, ...octets]));
}

export function bitStringOf(bytes: Uint8Array, unused = 0): Uint8Array {
  return derOf(3, Uint8Array.of(unused), bytes);
}

export function octetStringOf(bytes: Uint8Array): Uint8Array {
  return derOf(4, bytes);
}

export function textOf(text: string, tag = 0x0c): Uint8Array {
  const latin1 = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  return derOf(tag, tag === 0x0c ? new TextEncoder().encode(text) : latin1);
}

export function oidOf(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...arcs] = dotted.split(".").map(Number);
  return derOf(6, Uint8Array.from([40 * first + second, ...arcs].flatMap(digitsOf)));
}

function digitsOf(arc: number): readonly number[] {
  const digits = [arc & 0x7f];
  for (let rest = arc >>> 7; rest > 0; rest >>>= 7) digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}
