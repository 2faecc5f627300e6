import { constants, createPublicKey, type KeyObject, verify } from "node:crypto";

import type { SignatureAnswer, SignatureCheck } from "../src/path-search.ts";
import type { SignatureAlgorithm } from "../src/signature-algorithm.ts";

/** The port that Node.js has for `verifySignature`. */
export function verifyWithNode(check: SignatureCheck): SignatureAnswer {
  const { algorithm, signed, signature } = check;
  try {
    const options = { key: keyOf(check), ...paddingOf(algorithm) };
    return verify(hashOf(algorithm), signed, options, signature) ? "valid" : "invalid";
  } catch {
    return "invalid";
  }
}

function keyOf({ issuerSpki }: SignatureCheck): KeyObject {
  return createPublicKey({ key: Buffer.from(issuerSpki), format: "der", type: "spki" });
}

function paddingOf(algorithm: SignatureAlgorithm): object {
  if (!algorithm.startsWith("rsa-pss-")) return {};
  return {
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  };
}

function hashOf(algorithm: SignatureAlgorithm): string | undefined {
  return /sha\d+$/.exec(algorithm)?.[0];
}
