/** One certificate in strict DER. `der` and `spki` are views of the bytes that were served. */
export interface Certificate {
  readonly der: Uint8Array;
  /** The SubjectPublicKeyInfo, as it stands in `der` (RFC 7469 §2.4 pins its hash). */
  readonly spki: Uint8Array;
}
