import { hexOf } from "./bytes.ts";
import { checkDer, enter, finish, startOf, Tag, take } from "./der.ts";
import { CertificateError } from "./errors.ts";

/** What kind of key a SubjectPublicKeyInfo holds, as far as a path needs to know. */
export type KeyAlgorithm =
  | { readonly type: "rsa" | "rsa-pss"; readonly bits: number }
  | { readonly type: "ec"; readonly curve: Curve }
  | { readonly type: "ed25519" | "ed448" }
  /** Any other key, with its AlgorithmIdentifier in hexadecimal. */
  | { readonly type: "other"; readonly identifier: string };

export type Curve = "P-256" | "P-384" | "P-521";

/**
 * Reads the kind and the size of a key from a SubjectPublicKeyInfo in strict DER.
 *
 * @throws {CertificateError} It says RSA and holds something else.
 */
export function keyAlgorithmOf(spki: Uint8Array): KeyAlgorithm {
  const fields = enter(startOf(spki), Tag.sequence);
  const identifier = hexOf(spki.subarray(take(fields, Tag.sequence), fields.at));
  const known = KNOWN[identifier];
  if (known !== undefined) return known;

  const type = rsaTypeOf(identifier);
  if (type === undefined) return { type: "other", identifier };
  const bits = enter(fields, Tag.bitString);
  return { type, bits: modulusBitsOf(spki.subarray(bits.at + 1, bits.end)) };
}

function rsaTypeOf(identifier: string): "rsa" | "rsa-pss" | undefined {
  if (identifier === RSA_WITH_NULL || identifier === RSA) return "rsa";
  return PSS.test(identifier) ? "rsa-pss" : undefined;
}

/** RFC 8017 §A.1.1. */
function modulusBitsOf(key: Uint8Array): number {
  checkDer(key);
  const fields = enter(startOf(key), Tag.sequence);
  const modulus = enter(fields, Tag.integer);
  const exponent = enter(fields, Tag.integer);
  finish(fields);
  // A signature takes as many multiplications as the exponent has bits. Every CA uses 65,537.
  if (exponent.end - exponent.at > MAX_EXPONENT_BYTES)
    throw new CertificateError("a huge exponent");
  return bitLengthOf(key.subarray(modulus.at, modulus.end));
}

/** A negative modulus is no modulus: it has no bits. */
function bitLengthOf(integer: Uint8Array): number {
  if ((integer[0] ?? 0) >= 0x80) return 0;
  const digits = integer[0] === 0 ? integer.subarray(1) : integer;
  const [first = 0] = digits;
  return Math.max(0, 8 * digits.length - Math.clz32(first) + 24);
}

const KNOWN: Readonly<Record<string, KeyAlgorithm>> = {
  "301306072a8648ce3d020106082a8648ce3d030107": { type: "ec", curve: "P-256" },
  "301006072a8648ce3d020106052b81040022": { type: "ec", curve: "P-384" },
  "301006072a8648ce3d020106052b81040023": { type: "ec", curve: "P-521" },
  "300506032b6570": { type: "ed25519" },
  "300506032b6571": { type: "ed448" },
};

const MAX_EXPONENT_BYTES = 8;

const RSA_WITH_NULL = "300d06092a864886f70d0101010500";
const RSA = "300b06092a864886f70d010101";
const PSS = /^30..(?:06092a864886f70d01010a)/;
