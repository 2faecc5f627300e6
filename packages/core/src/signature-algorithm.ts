import { hexOf } from "./bytes.ts";

/** The signature algorithms that a path may use: SHA-256 or stronger. PSS salts are as long as the hash. */
export type SignatureAlgorithm =
  | "rsa-pkcs1-sha256"
  | "rsa-pkcs1-sha384"
  | "rsa-pkcs1-sha512"
  | "rsa-pss-sha256"
  | "rsa-pss-sha384"
  | "rsa-pss-sha512"
  | "ecdsa-sha256"
  | "ecdsa-sha384"
  | "ecdsa-sha512"
  | "ed25519"
  | "ed448";

/**
 * Names the algorithm of an AlgorithmIdentifier (DER), or gives `undefined` for every other one. Whole
 * encodings are compared, so that parameters which mean something else are never overlooked.
 */
export function signatureAlgorithmOf(identifier: Uint8Array): SignatureAlgorithm | undefined {
  return identifier.length > LONGEST ? undefined : ENCODINGS.get(hexOf(identifier));
}

function encodingsOf(algorithm: SignatureAlgorithm, ...hexes: string[]): readonly Encoding[] {
  return hexes.map((hex) => [hex, algorithm]);
}

/** RFC 4055 §5: the NULL is present, and its absence is accepted as well. */
function pkcs1(algorithm: SignatureAlgorithm, oid: string): readonly Encoding[] {
  return encodingsOf(algorithm, `300d${oid}0500`, `300b${oid}`);
}

/** RFC 4055 §3.1: one hash throughout, and a salt as long as it, as TLS 1.3 has it (RFC 8446 §4.2.3). */
function pss(algorithm: SignatureAlgorithm, oid: string, salt: string): readonly Encoding[] {
  const withNull = `300d${oid}0500`;
  const without = `300b${oid}`;
  return encodingsOf(
    algorithm,
    `3041${PSS}3034a00f${withNull}a11c301a${MGF1}${withNull}a2030201${salt}`,
    `303d${PSS}3030a00d${without}a11a3018${MGF1}${without}a2030201${salt}`,
  );
}

type Encoding = readonly [hex: string, algorithm: SignatureAlgorithm];

const PSS = "06092a864886f70d01010a";
const MGF1 = "06092a864886f70d010108";

const ENCODINGS: ReadonlyMap<string, SignatureAlgorithm> = new Map([
  ...pkcs1("rsa-pkcs1-sha256", "06092a864886f70d01010b"),
  ...pkcs1("rsa-pkcs1-sha384", "06092a864886f70d01010c"),
  ...pkcs1("rsa-pkcs1-sha512", "06092a864886f70d01010d"),
  ...pss("rsa-pss-sha256", "0609608648016503040201", "20"),
  ...pss("rsa-pss-sha384", "0609608648016503040202", "30"),
  ...pss("rsa-pss-sha512", "0609608648016503040203", "40"),
  ...encodingsOf("ecdsa-sha256", "300a06082a8648ce3d040302"),
  ...encodingsOf("ecdsa-sha384", "300a06082a8648ce3d040303"),
  ...encodingsOf("ecdsa-sha512", "300a06082a8648ce3d040304"),
  ...encodingsOf("ed25519", "300506032b6570"),
  ...encodingsOf("ed448", "300506032b6571"),
]);

const LONGEST = 67;
