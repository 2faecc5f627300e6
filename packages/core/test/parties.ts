import type { Certificate } from "../src/certificate.ts";
import type { Vouching } from "../src/path-search.ts";
import { vouchingCas } from "../src/path.ts";
import { AT, forgeCa, forgeLeaf, type Party } from "./forge.ts";
import { verifyWithNode } from "./node-port.ts";

export const root: Party = forgeCa({ name: "Example Root" });
export const ca: Party = forgeCa({ name: "Example Issuing CA", issuer: root });
export const leaf: Party = forgeLeaf({ issuer: ca });
export const rogueRoot: Party = forgeCa({ name: "Rogue Root" });

/** The CAs that vouch for the first, given the others. */
export function vouch(
  first: Party,
  others: readonly Party[],
  anchors?: readonly Party[],
): Vouching {
  return vouchingCas({
    leaf: first.certificate,
    candidates: certificatesOf(...others),
    ...(anchors === undefined ? {} : { anchors: certificatesOf(...anchors) }),
    verifySignature: verifyWithNode,
    at: AT,
  });
}

export function certificatesOf(...parties: readonly Party[]): readonly Certificate[] {
  return parties.map(({ certificate }) => certificate);
}
