import type { PeerCertificate, TLSSocket } from "node:tls";

import type { Peer } from "@tlspin/core";

import type { Ports } from "./ports.ts";

/** What one dial is about: where it goes, and whom the certificate must name. */
export interface Target {
  readonly connectHost: string;
  readonly certificateHost: string;
  readonly port: number;
  /** The roots that the caller gave. */
  readonly ca?: unknown;
}

/**
 * The peer of one dial, from the certificate that the runtime hands to the hook. `issuerCertificate`
 * links by name at most, so the chain is `"served"`: core decides who vouches. The bytes are copied.
 */
export function peerOf(
  { connectHost, certificateHost, port, ca }: Target,
  certificate: Partial<PeerCertificate>,
  { verifySignature, rootsFor }: Ports,
): Peer {
  const ders = dersOf(certificate);
  const roots =
    rootsFor === undefined
      ? {}
      : { roots: (all: readonly Uint8Array[]): readonly Uint8Array[] => rootsFor(all, ca) };
  const chain = { kind: "served", ders, verifySignature, ...roots } as const;
  return { connectHost, certificateHost, port, chain };
}

/**
 * The same peer with every certificate that was served, where the runtime tells. Of two CAs with one
 * name the hook sees only the first, so that a decoy could hide one that is distrusted, or pinned.
 */
export function withAllServed(peer: Peer, socket: TLSSocket | undefined): Peer {
  const { ders } = peer.chain;
  const others = dersOf(socket?.getPeerX509Certificate() ?? {}).filter(
    (served) => !ders.some((der) => Buffer.compare(der, served) === 0),
  );
  return { ...peer, chain: { ...peer.chain, ders: [...ders, ...others] } };
}

function dersOf(leaf: object): readonly Uint8Array[] {
  const seen = new Set<unknown>();
  const raws: Uint8Array[] = [];
  // A root is its own issuer, and a PSK connection has no certificate at all.
  for (let at: unknown = leaf; isCertificate(at) && !seen.has(at) && raws.length < LONGEST;) {
    seen.add(at);
    raws.push(new Uint8Array(at.raw));
    at = at.issuerCertificate;
  }
  return raws;
}

function isCertificate(value: unknown): value is { raw: Uint8Array; issuerCertificate?: unknown } {
  return (
    typeof value === "object" && value !== null && "raw" in value && value.raw instanceof Uint8Array
  );
}

// More than core looks through, so that it can tell that some were left out.
const LONGEST = 128;
