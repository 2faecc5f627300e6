import { createPublicKey, type KeyObject, sign } from "node:crypto";

import type { ForgedKey } from "@tlspin/testing";

import { spkiOf } from "../key.ts";

/** Lets the forge certify a key that exists, and issue with it. */
export function forgedKeyOf(key: KeyObject): ForgedKey {
  const hash = key.asymmetricKeyType === "ed25519" ? undefined : "sha256";
  return {
    ...kindOf(key),
    spki: new Uint8Array(spkiOf(createPublicKey(key))),
    keyPem: key.export({ type: "pkcs8", format: "pem" }),
    sign: (bytes) => Promise.resolve(new Uint8Array(sign(hash, bytes, key))),
  };
}

function kindOf({ asymmetricKeyType }: KeyObject): Pick<ForgedKey, "type" | "signature"> {
  if (asymmetricKeyType === "rsa") return { type: "RSA-2048", signature: "rsa-pkcs1-sha256" };
  if (asymmetricKeyType === "ed25519") return { type: "Ed25519", signature: "ed25519" };
  return { type: "P-256", signature: "ecdsa-sha256" };
}
