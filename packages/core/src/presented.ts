import { type Certificate, parseCertificate } from "./certificate.ts";
import { CertificateError } from "./errors.ts";
import type { PathSearch, VerifySignature, Vouching } from "./path-search.ts";
import { vouchingCas } from "./path.ts";
import { possibleIssuers } from "./possible-issuers.ts";

/** The peer's certificates (DER), leaf first: as served, or the path that the runtime verified. */
export type Chain = ServedChain | VerifiedChain;

/**
 * Certificates that the runtime linked by name at most. A CA among them counts only where core finds
 * that it soundly vouches for the leaf (CVE-2016-2402).
 */
export interface ServedChain {
  readonly kind: "served";
  readonly ders: readonly Uint8Array[];
  /** The trust anchors of this dial, where the runtime tells them. A path must then end in one. */
  readonly anchors?: readonly Uint8Array[];
  /**
   * Roots that the runtime may have left out of these certificates. They are looked through like what
   * was served, and asked for only where a CA counts: a pin of the leaf never pays for them.
   */
  readonly roots?: (ders: readonly Uint8Array[]) => readonly Uint8Array[];
  readonly verifySignature: VerifySignature;
}

/**
 * The path that the runtime itself verified, from the leaf to the trust anchor, as Electron tells it.
 * Every certificate in it is believed: never for bytes that a peer sent.
 */
export interface VerifiedChain {
  readonly kind: "verified";
  readonly ders: readonly Uint8Array[];
}

/** Admits a certificate, or gives `undefined` where it is not one in strict DER. */
export function admit(der: Uint8Array): Certificate | undefined {
  try {
    return parseCertificate(der);
  } catch (error) {
    if (error instanceof CertificateError) return undefined;
    throw error;
  }
}

/** Every certificate that could stand above the leaf. */
export function othersIn({ ders, roots }: ServedChain): readonly Uint8Array[] {
  return [...ders.slice(1), ...(roots?.(ders) ?? [])];
}

/** The CAs that a pin may name: those that soundly vouch for the leaf. */
export function vouchingIn(chain: Chain, leaf: Certificate, at: Date): Vouching {
  if (chain.kind === "verified") return verified(chain);
  if (chain.ders.length > MOST_SERVED) return NOT_SEARCHED;
  return vouchingCas(searchIn(chain, leaf, at));
}

/** Every CA that the runtime could have let vouch for the leaf, whatever the strict rules say of it. */
export function possibleIn(chain: Chain, leaf: Certificate, at: Date): Vouching {
  if (chain.kind === "verified") return verified(chain);
  if (chain.ders.length > MOST_SERVED) return NOT_SEARCHED;
  return possibleIssuers(searchIn(chain, leaf, at));
}

function verified({ ders }: VerifiedChain): Vouching {
  return { cas: admitAll(ders.slice(1)), unsupported: false, exhausted: false };
}

function searchIn(chain: ServedChain, leaf: Certificate, at: Date): PathSearch {
  const { anchors, verifySignature } = chain;
  const candidates = admitAll(othersIn(chain));
  const search = { leaf, candidates, verifySignature, at };
  return anchors === undefined ? search : { ...search, anchors: admitAll(anchors) };
}

// What is no certificate in strict DER vouches for nothing.
function admitAll(ders: readonly Uint8Array[]): readonly Certificate[] {
  return ders.map(admit).filter((certificate) => certificate !== undefined);
}

// Who shows more certificates than any honest server may hide one of them from somebody who stops early.
const MOST_SERVED = 100;

const NOT_SEARCHED: Vouching = { cas: [], unsupported: false, exhausted: true };
