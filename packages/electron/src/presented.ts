import { canonicalHostname, CertificateError, parsePem, type Peer } from "@tlspin/core";

import type { PresentedCertificate, VerifyRequest } from "./electron-types.ts";

/** What Chromium shows of a peer. */
export interface Presented {
  readonly peer: Peer;
  /** Whether Chromium itself accepts the peer, so that the chain is the path that it verified. */
  readonly verified: boolean;
}

/**
 * Reads a request of Chromium's, each field once.
 *
 * @throws {CertificateError} A certificate in it is not one.
 * @throws {HostnameError} Its host is not one.
 */
export function presentedIn(request: VerifyRequest): Presented {
  const verified = request.errorCode === 0;
  const path = dersOf(request.validatedCertificate);
  // What is not verified can match no pin, but a distrusted key in it is one wherever it stands.
  const ders = verified ? path : [...dersOf(request.certificate), ...path];
  const host = canonicalHostname(request.hostname);
  return {
    peer: {
      connectHost: host,
      certificateHost: host,
      port: UNKNOWN_PORT,
      chain: { kind: "verified", ders },
    },
    verified,
  };
}

function dersOf(leaf: PresentedCertificate | null | undefined): readonly Uint8Array[] {
  const ders: Uint8Array[] = [];
  let link = leaf;
  while (link !== undefined && link !== null) {
    if (ders.length === LONGEST_PATH) throw new CertificateError("the path is too long");
    ders.push(derOf(link));
    link = link.issuerCert;
  }
  return ders;
}

function derOf({ data }: PresentedCertificate): Uint8Array {
  const [block, ...others] = parsePem(data);
  if (block === undefined || others.length > 0) {
    throw new CertificateError("this is not the PEM of one certificate");
  }
  return block.der;
}

// Chromium verifies a certificate for a host and does not tell the port.
const UNKNOWN_PORT = 0;

// No path that Chromium builds comes near. A chain that circles must end.
const LONGEST_PATH = 32;
