import type { CertificateDetails } from "./certificate.ts";
import { allowsNames, type ConstrainedNames } from "./name-constraints.ts";
import { isValidAt } from "./validity.ts";

/** What the part of a path below a CA means for that CA. */
export interface PathBelow {
  /** How many CAs stand there, those that issue themselves not counted. */
  readonly authorities: number;
  /** The names of the leaf and of those CAs. */
  readonly names: readonly ConstrainedNames[];
}

/** Tells whether a certificate may be a TLS server's at this time (RFC 5280 §6.1.3, §4.2.1.12). */
export function isServer(details: CertificateDetails, at: Date): boolean {
  return (
    isUnderstood(details) &&
    isValidAt(at.getTime(), details) &&
    servesTls(details) &&
    isEndEntity(details) &&
    isStrong(details)
  );
}

/** Tells whether a CA may issue what stands below it (RFC 5280 §6.1.4). Its signature is another question. */
export function isIssuer(details: CertificateDetails, below: PathBelow, at: Date): boolean {
  return (
    isUnderstood(details) &&
    isValidAt(at.getTime(), details) &&
    servesTls(details) &&
    mayIssue(details, below.authorities) &&
    allowsAll(details, below.names)
  );
}

function isUnderstood(details: CertificateDetails): boolean {
  const { unknownCriticalExtensions, duplicateExtensions } = details;
  return unknownCriticalExtensions.length === 0 && duplicateExtensions.length === 0;
}

function allowsAll(
  { nameConstraints }: CertificateDetails,
  names: readonly ConstrainedNames[],
): boolean {
  if (nameConstraints === undefined) return true;
  return names.every((one) => allowsNames(nameConstraints, one));
}

/** A CA is no server, and the name constraints of one that poses as a server would bind nobody. */
function isEndEntity({ basicConstraints, nameConstraints }: CertificateDetails): boolean {
  return basicConstraints?.ca !== true && nameConstraints === undefined;
}

function isStrong({ keyAlgorithm }: CertificateDetails): boolean {
  return !("bits" in keyAlgorithm) || keyAlgorithm.bits >= MIN_RSA_BITS;
}

function mayIssue(details: CertificateDetails, authorities: number): boolean {
  const { version, basicConstraints, keyUsage } = details;
  if (version !== 3 || basicConstraints?.ca !== true) return false;
  if (keyUsage !== undefined && !keyUsage.includes("keyCertSign")) return false;
  return authorities <= (basicConstraints.pathLength ?? Number.POSITIVE_INFINITY);
}

/** Runtimes apply the extended key usage of each CA to all that is below it. */
function servesTls({ extendedKeyUsage }: CertificateDetails): boolean {
  if (extendedKeyUsage === undefined) return true;
  return extendedKeyUsage.some((oid) => oid === SERVER_AUTH || oid === ANY_USAGE);
}

const MIN_RSA_BITS = 2048;
const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
const ANY_USAGE = "2.5.29.37.0";
