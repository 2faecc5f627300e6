import { nullOf, oidOf, sequenceOf } from "./der-writer.ts";

/**
 * The signature algorithms that the forge writes. SHA-1 and MD5 are here for attacks; WebCrypto does not
 * sign with MD5 or Ed448, so a key that does must bring its own `sign`.
 */
export type SignatureName =
  | "rsa-pkcs1-md5"
  | "rsa-pkcs1-sha1"
  | "rsa-pkcs1-sha256"
  | "rsa-pkcs1-sha384"
  | "rsa-pkcs1-sha512"
  | "ecdsa-sha1"
  | "ecdsa-sha256"
  | "ecdsa-sha384"
  | "ecdsa-sha512"
  | "ed25519"
  | "ed448";

/** Writes the AlgorithmIdentifier of a signature (RFC 5280 §4.1.1.2). */
export function algorithmIdentifierOf(name: SignatureName): Uint8Array {
  const oid = oidOf(OIDS[name]);
  // RFC 4055 §5 wants NULL parameters for RSA; RFC 5758 §3.2 and RFC 8410 §3 want none.
  return name.startsWith("rsa") ? sequenceOf(oid, nullOf()) : sequenceOf(oid);
}

/** The hash that WebCrypto is to sign with. Ed25519 brings its own. */
export function hashOf(name: SignatureName): string {
  return name === "ed25519" ? "" : name.replace(/^.*-sha/, "SHA-").replace(/^.*-md5/, "MD5");
}

const OIDS: Readonly<Record<SignatureName, string>> = {
  "rsa-pkcs1-md5": "1.2.840.113549.1.1.4",
  "rsa-pkcs1-sha1": "1.2.840.113549.1.1.5",
  "rsa-pkcs1-sha256": "1.2.840.113549.1.1.11",
  "rsa-pkcs1-sha384": "1.2.840.113549.1.1.12",
  "rsa-pkcs1-sha512": "1.2.840.113549.1.1.13",
  "ecdsa-sha1": "1.2.840.10045.4.1",
  "ecdsa-sha256": "1.2.840.10045.4.3.2",
  "ecdsa-sha384": "1.2.840.10045.4.3.3",
  "ecdsa-sha512": "1.2.840.10045.4.3.4",
  ed25519: "1.3.101.112",
  ed448: "1.3.101.113",
};
