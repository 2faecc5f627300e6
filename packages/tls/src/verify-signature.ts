import { constants, createPublicKey, verify } from "node:crypto";

import type { SignatureAlgorithm, SignatureCheck, SignatureAnswer } from "@tlspin/core";

/**
 * Checks one signature with `node:crypto`, synchronously: core's port for CA pins. What the runtime
 * cannot load or verify is `"unsupported"`, which core never takes for valid.
 */
export function verifySignature(check: SignatureCheck): SignatureAnswer {
  const { hash, pss } = PARAMETERS[check.algorithm];
  try {
    const key = createPublicKey({
      key: Buffer.from(check.issuerSpki),
      format: "der",
      type: "spki",
    });
    const options = pss
      ? {
          key,
          padding: constants.RSA_PKCS1_PSS_PADDING,
          saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
        }
      : { key };
    return verify(hash, check.signed, options, check.signature) ? "valid" : "invalid";
  } catch {
    return "unsupported";
  }
}

const PARAMETERS: Readonly<
  Record<SignatureAlgorithm, { readonly hash: string | undefined; readonly pss: boolean }>
> = {
  "rsa-pkcs1-sha256": { hash: "sha256", pss: false },
  "rsa-pkcs1-sha384": { hash: "sha384", pss: false },
  "rsa-pkcs1-sha512": { hash: "sha512", pss: false },
  "rsa-pss-sha256": { hash: "sha256", pss: true },
  "rsa-pss-sha384": { hash: "sha384", pss: true },
  "rsa-pss-sha512": { hash: "sha512", pss: true },
  "ecdsa-sha256": { hash: "sha256", pss: false },
  "ecdsa-sha384": { hash: "sha384", pss: false },
  "ecdsa-sha512": { hash: "sha512", pss: false },
  ed25519: { hash: undefined, pss: false },
  ed448: { hash: undefined, pss: false },
};
