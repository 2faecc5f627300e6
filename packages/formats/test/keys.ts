import { isSpkiPin, type SpkiPin } from "@tlspin/core";

/** A well-formed pin for each letter, which names no key that anybody has. */
export function pin(letter: string): SpkiPin {
  const text = `sha256/${letter.repeat(42)}A=`;
  if (!isSpkiPin(text)) throw new TypeError(`${letter} makes no pin`);
  return text;
}

/** The same as other systems write it. */
export function digest(letter: string): string {
  return pin(letter).slice("sha256/".length);
}
