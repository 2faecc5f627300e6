import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";

/** The kinds of key that the command makes. */
export type KeyType = "p256" | "p384" | "rsa2048" | "rsa3072" | "ed25519";

/** Every {@link KeyType}, the default first. */
export const KEY_TYPES: readonly KeyType[] = ["p256", "p384", "rsa2048", "rsa3072", "ed25519"];

/**
 * The kind of key that is to stand in reserve beside another: of other mathematics, so that what breaks
 * the one, or makes CAs stop certifying it, leaves the other.
 */
export function reserveTypeOf(type: KeyType): KeyType {
  return type.startsWith("rsa") ? "p256" : "rsa3072";
}

/** Makes a private key. */
export function newKey(type: KeyType): KeyObject {
  switch (type) {
    case "p256":
      return generateKeyPairSync("ec", { namedCurve: "prime256v1" }).privateKey;
    case "p384":
      return generateKeyPairSync("ec", { namedCurve: "secp384r1" }).privateKey;
    case "rsa2048":
      return generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    case "rsa3072":
      return generateKeyPairSync("rsa", { modulusLength: 3072 }).privateKey;
    case "ed25519":
      return generateKeyPairSync("ed25519").privateKey;
  }
}

/** Tells whether a word of the command line names a kind of key. */
export function isKeyType(text: string): text is KeyType {
  return KEY_TYPES.some((type) => type === text);
}

/** Gives the SubjectPublicKeyInfo (DER) that belongs to a private or public key. */
export function spkiOf(key: KeyObject): Uint8Array {
  const publicKey = key.type === "private" ? createPublicKey(key) : key;
  return publicKey.export({ type: "spki", format: "der" });
}

/** Names a key's kind as people do: `EC P-256`, `RSA 2048`, `Ed25519`. */
export function keyName(key: KeyObject): string {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  const type = key.asymmetricKeyType ?? "unknown";
  if (namedCurve !== undefined) return `EC ${CURVES[namedCurve] ?? namedCurve}`;
  if (modulusLength !== undefined) return `${type.toUpperCase()} ${modulusLength}`;
  return NAMES[type] ?? type;
}

const CURVES: Readonly<Record<string, string>> = {
  prime256v1: "P-256",
  secp384r1: "P-384",
  secp521r1: "P-521",
};

const NAMES: Readonly<Record<string, string>> = { ed25519: "Ed25519", ed448: "Ed448" };
