import { equalBytes, hexOf } from "./bytes.ts";
import type { CertificateDetails } from "./certificate-details.ts";
import { type CertificateFields, certificateFieldsOf } from "./certificate-fields.ts";
import { distinguishedNameOf } from "./distinguished-name.ts";
import { CertificateError } from "./errors.ts";
import { extensionDetailsOf } from "./extension-details.ts";
import { keyAlgorithmOf } from "./key-algorithm.ts";
import { signatureAlgorithmOf } from "./signature-algorithm.ts";
import { readValidity, type Validity } from "./validity.ts";
import type { X509 } from "./x509-parts.ts";
import { readX509 } from "./x509.ts";

/**
 * Reads what a certificate says, with pkijs, and compares that with what the gate has seen.
 *
 * @throws {CertificateError} It cannot be read, or the two readings differ.
 */
export function readDetails(der: Uint8Array): CertificateDetails {
  const fields = certificateFieldsOf(der);
  const x509 = readX509(der);
  compare(x509, fields, der);
  return {
    version: versionOf(x509),
    serialNumber: hexOf(x509.serialNumber),
    issuer: distinguishedNameOf(x509.issuer),
    subject: distinguishedNameOf(x509.subject),
    commonNames: x509.subject.attributes
      .filter(({ oid }) => oid === COMMON_NAME)
      .flatMap(({ text }) => text ?? []),
    ...validityOf(x509, der.subarray(fields.validity, fields.subject)),
    keyAlgorithm: keyAlgorithmOf(x509.spki),
    ...signatureOf(x509, fields, der),
    ...extensionDetailsOf(x509.extensions, der.subarray(fields.tail, fields.outerAlgorithm)),
  };
}

/** pkijs must have read the very bytes that the gate sliced, or it read something else. */
function compare(x509: X509, fields: CertificateFields, der: Uint8Array): void {
  const pairs: readonly (readonly [Uint8Array, number, number])[] = [
    [x509.tbs, fields.tbs, fields.outerAlgorithm],
    [x509.issuer.der, fields.issuer, fields.validity],
    [x509.subject.der, fields.subject, fields.spki],
    [x509.spki, fields.spki, fields.tail],
  ];
  const agree = pairs.every(([bytes, from, to]) => equalBytes(bytes, der.subarray(from, to)));
  if (!agree) throw new CertificateError("pkijs reads other bytes than the gate");
}

function versionOf({ version, extensions }: X509): 1 | 2 | 3 {
  if (version === 3) return version;
  if (version !== 1 && version !== 2) throw new CertificateError("the version is not 1, 2 or 3");
  if (extensions.length > 0) throw new CertificateError("only version 3 has extensions");
  return version;
}

function validityOf({ notBefore, notAfter }: X509, der: Uint8Array): Validity {
  const validity = readValidity(der);
  if (validity.notBefore !== notBefore || validity.notAfter !== notAfter) {
    throw new CertificateError("pkijs reads other dates than the gate");
  }
  return validity;
}

type SignatureDetails = Pick<
  CertificateDetails,
  "signatureAlgorithm" | "signatureOid" | "signatureAlgorithmsAgree"
>;

function signatureOf(
  { signatureOid }: X509,
  fields: CertificateFields,
  der: Uint8Array,
): SignatureDetails {
  const inner = der.subarray(fields.innerAlgorithm, fields.issuer);
  const outer = der.subarray(fields.outerAlgorithm, fields.signature);
  return {
    signatureAlgorithm: signatureAlgorithmOf(outer),
    signatureOid,
    signatureAlgorithmsAgree: equalBytes(inner, outer),
  };
}

const COMMON_NAME = "2.5.4.3";
