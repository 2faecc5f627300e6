import { generateKeyPairSync, sign } from "node:crypto";

import type { ForgedKey } from "../forge-key.ts";
import type { ForgedCa } from "../forge.ts";

/** CAs whose signatures some runtimes cannot verify. */
export interface RareCas {
  readonly p521: ForgedCa;
  readonly ed448: ForgedCa;
}

/** Forges CAs with keys that are rarely seen. */
export async function forgeRareCas(root: ForgedCa): Promise<RareCas> {
  return {
    p521: await root.issueCa({ name: "Example P-521 CA", key: "P-521" }),
    ed448: await root.issueCa({ name: "Example Ed448 CA", key: ed448Key() }),
  };
}

// In the hands of node:crypto: WebCrypto knows Ed448 in few places.
function ed448Key(): ForgedKey {
  const { publicKey, privateKey } = generateKeyPairSync("ed448");
  return {
    type: "Ed448",
    spki: new Uint8Array(publicKey.export({ type: "spki", format: "der" })),
    keyPem: privateKey.export({ type: "pkcs8", format: "pem" }),
    signature: "ed448",
    sign: async (bytes) => new Uint8Array(sign(null, bytes, privateKey)),
  };
}
