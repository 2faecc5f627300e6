import type { KeyAlgorithm } from "./key-algorithm.ts";
import type { SignatureAlgorithm } from "./signature-algorithm.ts";
import type { BasicConstraints } from "./x509-parts.ts";

export type { BasicConstraints } from "./x509-parts.ts";

/** What a certificate says besides its key. Facts only: none depends on the time or on other certificates. */
export interface CertificateDetails {
  readonly version: 1 | 2 | 3;
  /** In hexadecimal. */
  readonly serialNumber: string;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  /** The subject's common names, which some runtimes take for host names where no other stand. */
  readonly commonNames: readonly string[];
  /** Milliseconds since 1970, the first at which the certificate is valid. */
  readonly notBefore: number;
  /** Milliseconds since 1970. The second that begins there is the last one (RFC 5280 §4.1.2.5). */
  readonly notAfter: number;
  readonly keyAlgorithm: KeyAlgorithm;
  /** `undefined` for what no path may use (SHA-1, DSA, …). */
  readonly signatureAlgorithm: SignatureAlgorithm | undefined;
  /** The object identifier that the certificate names, as `1.2.840.113549.1.1.5`. */
  readonly signatureOid: string;
  /** Whether the algorithm that was signed is the one that stands beside the signature. */
  readonly signatureAlgorithmsAgree: boolean;
  readonly subjectAltNames: GeneralNames | undefined;
  readonly basicConstraints: BasicConstraints | undefined;
  readonly keyUsage: readonly KeyUsage[] | undefined;
  /** Object identifiers. */
  readonly extendedKeyUsage: readonly string[] | undefined;
  readonly nameConstraints: NameConstraints | undefined;
  /** In hexadecimal. */
  readonly authorityKeyId: string | undefined;
  /** In hexadecimal. */
  readonly subjectKeyId: string | undefined;
  /** Object identifiers of critical extensions that the search for paths does not understand. */
  readonly unknownCriticalExtensions: readonly string[];
  /** Object identifiers of extensions that stand twice (RFC 5280 §4.2 forbids it). */
  readonly duplicateExtensions: readonly string[];
}

export interface DistinguishedName {
  /** For people (RFC 4514): `CN=api.example.com,O=Example`. Never compared. */
  readonly text: string;
  /** The DER, in hexadecimal. */
  readonly hex: string;
}

/** Names of an extension, by type. */
export interface GeneralNames {
  readonly dns: readonly string[];
  readonly ip: readonly IpName[];
  readonly email: readonly string[];
  readonly uri: readonly string[];
  readonly directory: readonly DistinguishedName[];
  /** How many names of other types there are. */
  readonly other: number;
}

/** An address, or in a constraint an address and its mask. */
export interface IpName {
  /** `192.0.2.1`, `2001:db8::1`; in a constraint `192.0.2.0/255.255.255.0`. */
  readonly text: string;
  /** The octets, in hexadecimal. */
  readonly hex: string;
}

export interface NameConstraints {
  readonly permitted: GeneralNames;
  readonly excluded: GeneralNames;
}

/** The bits of RFC 5280 §4.2.1.3, first bit first. */
export type KeyUsage =
  | "digitalSignature"
  | "nonRepudiation"
  | "keyEncipherment"
  | "dataEncipherment"
  | "keyAgreement"
  | "keyCertSign"
  | "cRLSign"
  | "encipherOnly"
  | "decipherOnly";
