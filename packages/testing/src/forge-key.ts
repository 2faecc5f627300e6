import { integerOf, sequenceOf } from "./der-writer.ts";
import { pemOf } from "./pem.ts";
import { hashOf } from "./signature-name.ts";
import type { SignatureName } from "./signature-name.ts";

/** The kinds of key that the forge makes. */
export type KeyType =
  | "RSA-2048"
  | "RSA-3072"
  | "RSA-4096"
  | "P-256"
  | "P-384"
  | "P-521"
  | "Ed25519";

/** A key pair that can sign certificates, and be certified more than once. */
export interface ForgedKey {
  readonly type: KeyType | "Ed448";
  /** The SubjectPublicKeyInfo (DER). */
  readonly spki: Uint8Array;
  /** The private key as PKCS#8 in PEM, as `node:tls` takes it. */
  readonly keyPem: string;
  /** The algorithm that this key signs with where nobody asks for another. */
  readonly signature: SignatureName;
  /** Signs bytes. An ECDSA signature is DER, as certificates hold it. */
  sign(bytes: Uint8Array, algorithm: SignatureName): Promise<Uint8Array>;
}

/** Makes a key pair through WebCrypto. */
export async function forgeKey(type: KeyType = "P-256"): Promise<ForgedKey> {
  const pair = await crypto.subtle.generateKey(KEYS[type].generate, true, ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new TypeError(`${type} is no key pair`);
  const spki = new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey));
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
  return {
    type,
    spki,
    keyPem: pemOf("PRIVATE KEY", pkcs8),
    signature: KEYS[type].signature,
    sign: (bytes, algorithm) => signatureOf({ type, pkcs8 }, bytes, algorithm),
  };
}

// A WebCrypto key is bound to one hash, so it is imported again for each signature.
async function signatureOf(
  { type, pkcs8 }: { readonly type: KeyType; readonly pkcs8: Uint8Array<ArrayBuffer> },
  bytes: Uint8Array,
  algorithm: SignatureName,
): Promise<Uint8Array> {
  const { name, namedCurve } = KEYS[type].generate;
  const parameters = { name, namedCurve: namedCurve ?? "", hash: hashOf(algorithm) };
  const key = await crypto.subtle.importKey("pkcs8", pkcs8, parameters, false, ["sign"]);
  const signature = await crypto.subtle.sign(parameters, key, Uint8Array.from(bytes));
  return name === "ECDSA" ? sequenceOfHalves(new Uint8Array(signature)) : new Uint8Array(signature);
}

// WebCrypto gives r and s side by side; X.509 wants a SEQUENCE of both (RFC 3279 §2.2.3).
function sequenceOfHalves(raw: Uint8Array): Uint8Array {
  const half = raw.length / 2;
  return sequenceOf(integerOf(raw.subarray(0, half)), integerOf(raw.subarray(half)));
}

interface KeyRecipe {
  readonly generate: {
    readonly name: string;
    readonly namedCurve?: string;
    readonly modulusLength?: number;
    readonly publicExponent?: Uint8Array;
    readonly hash?: string;
  };
  readonly signature: SignatureName;
}

function rsaRecipe(modulusLength: number): KeyRecipe {
  const publicExponent = Uint8Array.of(1, 0, 1);
  return {
    generate: { name: "RSASSA-PKCS1-v1_5", modulusLength, publicExponent, hash: "SHA-256" },
    signature: "rsa-pkcs1-sha256",
  };
}

const KEYS: Readonly<Record<KeyType, KeyRecipe>> = {
  "RSA-2048": rsaRecipe(2048),
  "RSA-3072": rsaRecipe(3072),
  "RSA-4096": rsaRecipe(4096),
  "P-256": { generate: { name: "ECDSA", namedCurve: "P-256" }, signature: "ecdsa-sha256" },
  "P-384": { generate: { name: "ECDSA", namedCurve: "P-384" }, signature: "ecdsa-sha384" },
  "P-521": { generate: { name: "ECDSA", namedCurve: "P-521" }, signature: "ecdsa-sha512" },
  Ed25519: { generate: { name: "Ed25519" }, signature: "ed25519" },
};
