import { equalBytes, hexOf } from "./bytes.ts";
import type { CertificateDetails, KeyUsage, NameConstraints } from "./certificate-details.ts";
import { type DerCursor, enter, finish, isNext, Tag, take, takeOptional } from "./der.ts";
import { CertificateError } from "./errors.ts";
import { ADDRESS, ADDRESS_AND_MASK, generalNamesOf } from "./general-names.ts";
import type { X509Extension } from "./x509-parts.ts";
import {
  readAltNames,
  readAuthorityKeyId,
  readBasicConstraints,
  readExtendedKeyUsage,
  readKeyUsage,
  readNameConstraints,
  readSubjectKeyId,
} from "./x509.ts";

/** The part of the details that stands in extensions (RFC 5280 §4.2). */
export type ExtensionDetails = Pick<
  CertificateDetails,
  | "subjectAltNames"
  | "basicConstraints"
  | "keyUsage"
  | "extendedKeyUsage"
  | "nameConstraints"
  | "authorityKeyId"
  | "subjectKeyId"
  | "unknownCriticalExtensions"
  | "duplicateExtensions"
>;

/**
 * Reads the extensions that bear on a path.
 *
 * @param tail - What stands behind the key of the certificate, to compare.
 * @throws {CertificateError} One cannot be read, or pkijs and the gate differ about them.
 */
export function extensionDetailsOf(
  extensions: readonly X509Extension[],
  tail: Uint8Array,
): ExtensionDetails {
  compare(extensions, tail);
  const oids = extensions.map(({ oid }) => oid);
  const read = <T>(oid: string, reader: (value: Uint8Array) => T): T | undefined => {
    const extension = extensions.find((one) => one.oid === oid);
    return extension === undefined ? undefined : reader(extension.value);
  };
  return {
    subjectAltNames: read(OID.subjectAltName, (value) =>
      generalNamesOf(readAltNames(value), ADDRESS),
    ),
    basicConstraints: read(OID.basicConstraints, readBasicConstraints),
    keyUsage: read(OID.keyUsage, keyUsageOf),
    extendedKeyUsage: read(OID.extKeyUsage, readExtendedKeyUsage),
    nameConstraints: read(OID.nameConstraints, nameConstraintsOf),
    authorityKeyId: read(OID.authorityKeyIdentifier, authorityKeyIdOf),
    subjectKeyId: read(OID.subjectKeyIdentifier, (value) => hexOf(readSubjectKeyId(value))),
    unknownCriticalExtensions: extensions
      .filter(({ oid, critical }) => critical && !UNDERSTOOD.has(oid))
      .map(({ oid }) => oid),
    duplicateExtensions: [...new Set(oids.filter((oid, i) => oids.indexOf(oid) !== i))],
  };
}

/** pkijs must have read the very extensions that stand there, each critical or not as it stands. */
function compare(extensions: readonly X509Extension[], tail: Uint8Array): void {
  const seen = extensionsIn({ der: tail, at: 0, end: tail.length });
  const agree =
    seen.length === extensions.length &&
    seen.every(({ critical, value }, i) => {
      const read = extensions[i];
      return read?.critical === critical && equalBytes(read.value, value);
    });
  if (!agree) throw new CertificateError("pkijs reads other extensions than the gate");
}

function extensionsIn(tail: DerCursor): readonly Omit<X509Extension, "oid">[] {
  takeOptional(tail, ISSUER_UNIQUE_ID);
  takeOptional(tail, SUBJECT_UNIQUE_ID);
  if (!isNext(tail, EXTENSIONS)) return [];

  const wrapper = enter(tail, EXTENSIONS);
  const list = enter(wrapper, Tag.sequence);
  finish(wrapper);
  const found: Omit<X509Extension, "oid">[] = [];
  while (list.at < list.end) found.push(extensionIn(enter(list, Tag.sequence)));
  return found;
}

function extensionIn(extension: DerCursor): Omit<X509Extension, "oid"> {
  take(extension, Tag.objectIdentifier);
  const critical = isNext(extension, Tag.boolean) && isTrue(enter(extension, Tag.boolean));
  const { der, at, end } = enter(extension, Tag.octetString);
  finish(extension);
  return { critical, value: der.subarray(at, end) };
}

function isTrue({ der, at }: DerCursor): boolean {
  return der[at] !== 0;
}

function keyUsageOf(value: Uint8Array): readonly KeyUsage[] {
  const bits = readKeyUsage(value);
  return KEY_USAGES.filter((_, i) => bits[i] === true);
}

function nameConstraintsOf(value: Uint8Array): NameConstraints {
  const { permitted, excluded } = readNameConstraints(value);
  return {
    permitted: generalNamesOf(permitted, ADDRESS_AND_MASK),
    excluded: generalNamesOf(excluded, ADDRESS_AND_MASK),
  };
}

function authorityKeyIdOf(value: Uint8Array): string | undefined {
  const id = readAuthorityKeyId(value);
  return id === undefined ? undefined : hexOf(id);
}

const KEY_USAGES: readonly KeyUsage[] = [
  "digitalSignature",
  "nonRepudiation",
  "keyEncipherment",
  "dataEncipherment",
  "keyAgreement",
  "keyCertSign",
  "cRLSign",
  "encipherOnly",
  "decipherOnly",
];

const OID = {
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  nameConstraints: "2.5.29.30",
  authorityKeyIdentifier: "2.5.29.35",
  extKeyUsage: "2.5.29.37",
} as const;

// RFC 5280 §4.2.1.1 and §4.2.1.2 forbid critical key identifiers, and runtimes refuse them. A policy
// restricts nobody who asks for none (§6.1.1 (c)).
const UNDERSTOOD: ReadonlySet<string> = new Set([
  OID.keyUsage,
  OID.subjectAltName,
  OID.basicConstraints,
  OID.nameConstraints,
  OID.extKeyUsage,
  "2.5.29.32",
]);

const ISSUER_UNIQUE_ID = 0x81;
const SUBJECT_UNIQUE_ID = 0x82;
const EXTENSIONS = 0xa3;
