import { X509Certificate } from "node:crypto";

import { type CertificatePin, certificatePinOf, type Pin } from "@tlspin/core";

import { type FoundKey, keyOfCertificate } from "../found-key.ts";
import { allCertificates, type PeerChain } from "../peer-chain.ts";

/** A certificate of a live chain, and what can be pinned of it. */
export interface LiveCertificate {
  readonly key: FoundKey;
  readonly certificatePin: CertificatePin;
  /** Whether the server sent it. Node.js adds roots that it trusts. */
  readonly served: boolean;
}

/**
 * Reads every certificate of a live chain, the server's own first.
 *
 * @throws {CertificateError} One is not strict DER.
 */
export function liveChain(chain: PeerChain): readonly LiveCertificate[] {
  return allCertificates(chain).map((der) => ({
    key: keyOfCertificate(der),
    certificatePin: certificatePinOf(der),
    served: chain.served.some((other) => Buffer.compare(other, der) === 0),
  }));
}

/** Whether a pin is that of a certificate, wherever in the chain it stands. */
export function isPinOf(pin: Pin, { key, certificatePin }: LiveCertificate): boolean {
  return "spki" in pin ? pin.spki === key.pin : pin.certificate === certificatePin;
}

/**
 * The path from the server's certificate up, as far as each certificate's signature was verified with
 * the key of the next. Names who vouches for whom; whether the last one is trusted, TLS validation says.
 */
export function verifiedPath(chain: PeerChain): readonly string[] {
  const [leaf, ...pool] = allCertificates(chain).map((der) => new X509Certificate(der));
  return leaf === undefined ? [] : pathFrom(leaf, pool).map(nameOf);
}

function pathFrom(
  certificate: X509Certificate,
  pool: readonly X509Certificate[],
): readonly X509Certificate[] {
  const issuer = pool.find((other) => vouches(other, certificate));
  if (issuer === undefined) return [certificate];
  return [
    certificate,
    ...pathFrom(
      issuer,
      pool.filter((other) => other !== issuer),
    ),
  ];
}

function vouches(issuer: X509Certificate, certificate: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    return false; // a key or a signature that OpenSSL does not know
  }
}

function nameOf({ subject }: X509Certificate): string {
  const [, name] = /^CN=(.*)$/m.exec(subject ?? "") ?? [];
  return name ?? (subject ?? "").replaceAll("\n", ", ");
}
