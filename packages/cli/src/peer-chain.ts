import type { X509Certificate } from "node:crypto";
import type { DetailedPeerCertificate, TLSSocket } from "node:tls";

/** The certificates (DER) of a connection's peer, leaf first. */
export interface PeerChain {
  /** What the peer sent, in its order. */
  readonly served: readonly Uint8Array[];
  /** What Node linked from it and from its trust store: what an adapter on Node judges. */
  readonly linked: readonly Uint8Array[];
}

/** Reads what the peer presented. Call it once, when the handshake is done. */
export function peerChainOf(socket: TLSSocket): PeerChain {
  // In this order: on Node 22 and 24 the older call lacks `raw` once the newer one has been made.
  const linked = linkedChainOf(socket.getPeerCertificate(true));
  return { served: servedChainOf(socket.getPeerX509Certificate()), linked };
}

/** All of them, each once: as they are linked, then what no link leads to. */
export function allCertificates({ linked, served }: PeerChain): readonly Uint8Array[] {
  const others = served.filter((der) => !linked.some((other) => equals(der, other)));
  return [...linked, ...others];
}

function equals(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** The newer list is the peer's own, unlinked and in its order. */
function servedChainOf(leaf: X509Certificate | undefined): readonly Uint8Array[] {
  const ders: Uint8Array[] = [];
  for (
    let next = leaf;
    next !== undefined && ders.length < LONGEST;
    next = next.issuerCertificate
  ) {
    ders.push(Uint8Array.from(next.raw));
  }
  return ders;
}

/** The older list is linked by name at most. A root points at itself. */
function linkedChainOf(leaf: DetailedPeerCertificate): readonly Uint8Array[] {
  const ders: Uint8Array[] = [];
  const seen = new Set<object>();
  let next: DetailedPeerCertificate | undefined = leaf;
  while (hasBytes(next) && !seen.has(next) && ders.length < LONGEST) {
    seen.add(next);
    ders.push(Uint8Array.from(next.raw));
    next = next.issuerCertificate;
  }
  return ders;
}

/** A peer without a certificate is an empty object here, whatever its type says. */
function hasBytes(
  certificate: DetailedPeerCertificate | undefined,
): certificate is DetailedPeerCertificate {
  return certificate !== undefined && "raw" in certificate;
}

const LONGEST = 100;
