/** What pkijs reads of a certificate that the gate has admitted. Its fields are plain copies. */
export interface X509 {
  readonly version: number;
  readonly serialNumber: Uint8Array;
  readonly tbs: Uint8Array;
  readonly issuer: X509Name;
  readonly subject: X509Name;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly spki: Uint8Array;
  readonly signatureOid: string;
  readonly extensions: readonly X509Extension[];
}

export interface X509Name {
  readonly der: Uint8Array;
  /** Without the bounds between relative names. */
  readonly attributes: readonly X509Attribute[];
}

export interface X509Attribute {
  readonly oid: string;
  /** The text, where the value is a string of a type that has one. */
  readonly text?: string;
  /** The value's DER. */
  readonly der: Uint8Array;
}

export interface X509Extension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

/** Whether a certificate is a CA's. */
export interface BasicConstraints {
  readonly ca: boolean;
  /** How many CAs may stand below, those that issue themselves not counted. */
  readonly pathLength?: number;
}

export interface X509NameConstraints {
  readonly permitted: readonly X509GeneralName[];
  readonly excluded: readonly X509GeneralName[];
}

/** A name by the number of its type (RFC 5280 §4.2.1.6), with text for 1, 2, 6 and octets for 7. */
export interface X509GeneralName {
  readonly type: number;
  readonly text?: string;
  readonly octets?: Uint8Array;
  readonly name?: X509Name;
}
