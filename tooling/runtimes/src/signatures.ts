import { constants, generateKeyPairSync, type KeyObject, sign } from "node:crypto";

import type { SignatureAlgorithm } from "@tlspin/core";

/** A genuine signature, in base64, as a program of another runtime takes it. */
export interface Signature {
  /** The key and the algorithm: `RSA, rsa-pss-sha256`. */
  readonly name: string;
  readonly algorithm: SignatureAlgorithm;
  readonly issuerSpki: string;
  readonly signed: string;
  readonly signature: string;
}

/** One signature of each kind of key with each algorithm that a path may use. */
export function signatures(): readonly Signature[] {
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const rsaPss = generateKeyPairSync("rsa-pss", { modulusLength: 2048 });
  const curves = ["P-256", "P-384", "P-521", "secp256k1"];
  return [
    ...HASHES.map((hash) => signatureOf("RSA", `rsa-pkcs1-${hash}`, rsa)),
    ...HASHES.map((hash) => signatureOf("RSA", `rsa-pss-${hash}`, rsa)),
    ...HASHES.map((hash) => signatureOf("RSA-PSS", `rsa-pss-${hash}`, rsaPss)),
    ...curves.flatMap((namedCurve) => {
      const pair = generateKeyPairSync("ec", { namedCurve });
      return HASHES.map((hash) => signatureOf(namedCurve, `ecdsa-${hash}`, pair));
    }),
    signatureOf("Ed25519", "ed25519", generateKeyPairSync("ed25519")),
    signatureOf("Ed448", "ed448", generateKeyPairSync("ed448")),
  ];
}

interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

function signatureOf(
  key: string,
  algorithm: SignatureAlgorithm,
  { publicKey, privateKey }: KeyPair,
): Signature {
  const signed = Buffer.from(`signed with ${key}`);
  const hash = /sha\d+$/.exec(algorithm)?.[0] ?? null;
  const pss = {
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  };
  const options = { key: privateKey, ...(algorithm.startsWith("rsa-pss") ? pss : {}) };
  return {
    name: `${key}, ${algorithm}`,
    algorithm,
    issuerSpki: publicKey.export({ type: "spki", format: "der" }).toString("base64"),
    signed: signed.toString("base64"),
    signature: sign(hash, signed, options).toString("base64"),
  };
}

const HASHES = ["sha256", "sha384", "sha512"] as const;
