/** One more extension, in the caller's own bytes. */
export interface RawExtension {
  readonly oid: string;
  readonly critical: boolean;
  /** What the extension's OCTET STRING holds. */
  readonly value: Uint8Array;
}

/** The bits of keyUsage (RFC 5280 §4.2.1.3) that tests need. */
export type KeyUsage = "digitalSignature" | "keyEncipherment" | "keyCertSign" | "cRLSign";

/** The purposes of extendedKeyUsage (RFC 5280 §4.2.1.12). */
export type Purpose = "serverAuth" | "clientAuth" | "codeSigning";

/** The host names below which a CA may, and may not, issue (RFC 5280 §4.2.1.10). */
export interface HostConstraints {
  readonly permitted?: readonly string[];
  readonly excluded?: readonly string[];
}

/** What the extensions of a certificate say. What is `undefined` is left out. */
export interface ExtensionContent {
  readonly ca?: boolean | undefined;
  readonly pathLen?: number | undefined;
  readonly keyUsage?: readonly KeyUsage[] | undefined;
  readonly purposes?: readonly Purpose[] | undefined;
  readonly hosts?: readonly string[] | undefined;
  readonly nameConstraints?: HostConstraints | undefined;
  readonly subjectKeyId?: Uint8Array | undefined;
  readonly authorityKeyId?: Uint8Array | undefined;
  readonly extensions?: readonly RawExtension[] | undefined;
}
