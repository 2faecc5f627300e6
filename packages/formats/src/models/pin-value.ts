/** Tells whether text is the base64 of 32 bytes, as decoders take it: the unused bits may be set. */
export function isDigest(base64: string): boolean {
  return /^[A-Za-z0-9+/]{43}=$/.test(base64);
}

/** The pin of a digest in base64, in the spelling that our paths use. */
export function pinOfDigest(base64: string): string {
  const last = base64.at(42) ?? "";
  const canonical = ALPHABET.charAt(ALPHABET.indexOf(last) & ~3);
  return `sha256/${base64.slice(0, 42)}${canonical}=`;
}

/** A demand's set of digests. */
export function pinsOfDigests(digests: readonly string[]): ReadonlySet<string> {
  return new Set(digests.filter(isDigest).map(pinOfDigest));
}

// 32 bytes are 43 characters, of which the last carries 4 bits. Decoders ignore the other 2.
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
