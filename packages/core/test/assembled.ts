import {
  type Certificate,
  type CertificateDetails,
  detailsOf,
  parseCertificate,
} from "../src/certificate.ts";
import { bitStringOf, derOf, integerOf, sequenceOf, textOf } from "./der-writer.ts";
import { ecKey, forgeLeaf, identifierOf, nameOf, type Wish } from "./forge.ts";

/** The parts of a certificate that stand one after the other in its signed half. */
export type Part =
  | "version"
  | "serial"
  | "algorithm"
  | "issuer"
  | "validity"
  | "subject"
  | "spki"
  | "tail";

export type Parts = { readonly [part in Part]?: Uint8Array | undefined };

export const PARTS: Readonly<Record<Part, Uint8Array>> = {
  version: derOf(0xa0, integerOf(2)),
  serial: integerOf(7),
  algorithm: identifierOf("ecdsa-sha256"),
  issuer: nameOf("a"),
  validity: sequenceOf(textOf("250101000000Z", 0x17), textOf("450101000000Z", 0x17)),
  subject: nameOf("b"),
  spki: ecKey().spki,
  tail: new Uint8Array(),
};

/** Puts a certificate together from parts. Nobody signs it. */
export function assembled(parts: Parts): Uint8Array {
  const given = Object.entries(PARTS).map(([part, usual]) => Reflect.get(parts, part) ?? usual);
  const tbs = sequenceOf(...given);
  return sequenceOf(tbs, identifierOf("ecdsa-sha256"), bitStringOf(derOf(0x30)));
}

export function certificateWith(parts: Parts): Certificate {
  return parseCertificate(assembled(parts));
}

export function detailsWith(parts: Parts): CertificateDetails {
  return detailsOf(certificateWith(parts));
}

export function detailsOfWish(wish: Wish): CertificateDetails {
  return detailsOf(forgeLeaf(wish).certificate);
}
