import {
  CertificateError,
  certificatePinOf,
  detailsOf,
  parseCertificate,
  pinOf,
} from "@tlspin/core";

import { DAY } from "./day.ts";
import type { HostCertificates } from "./facts.ts";
import { type Issuer, issuerOf } from "./limits.ts";

/** What the calendar needs to know of a certificate. */
export interface KnownCertificate {
  readonly host: string;
  readonly from: string;
  /** Whether it is the host's own, not one of a CA. */
  readonly isLeaf: boolean;
  readonly subject: string;
  readonly issuer: string;
  readonly issuedBy: Issuer;
  readonly pin: string;
  readonly certificatePin: string;
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** Whole days, counted as the limits are. */
  readonly life: number;
}

/** What could be read of chains, and what could not. */
export interface ReadCertificates {
  readonly known: readonly KnownCertificate[];
  readonly problems: readonly string[];
}

/** Reads the certificates of hosts. One that cannot be read is a problem, and the others count. */
export function readCertificates(chains: readonly HostCertificates[]): ReadCertificates {
  const known: KnownCertificate[] = [];
  const problems: string[] = [];
  for (const chain of chains) {
    for (const [index, der] of chain.certificates.entries()) {
      try {
        known.push(knownCertificate(chain, der));
      } catch (error) {
        if (!(error instanceof CertificateError)) throw error;
        problems.push(`${chain.from}: certificate ${index + 1} cannot be read`);
      }
    }
  }
  return { known, problems };
}

function knownCertificate({ host, from }: HostCertificates, der: Uint8Array): KnownCertificate {
  const certificate = parseCertificate(der);
  const { subject, issuer, notBefore, notAfter, basicConstraints } = detailsOf(certificate);
  // Both ends count (RFC 5280 §4.1.2.5), so that 90 days are one second less apart.
  const life = Math.ceil((notAfter - notBefore) / DAY);
  return {
    host,
    from,
    isLeaf: basicConstraints?.ca !== true,
    subject: subject.text,
    issuer: issuer.text,
    issuedBy: issuerOf(issuer.text, notBefore, life),
    pin: pinOf(certificate.spki),
    certificatePin: certificatePinOf(der),
    notBefore,
    notAfter,
    life,
  };
}
