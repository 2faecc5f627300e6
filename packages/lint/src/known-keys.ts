import {
  type Certificate,
  CertificateError,
  type CertificateDetails,
  certificatePinOf,
  detailsOf,
  type DistrustedKey,
  type KeyAlgorithm,
  keyAlgorithmOf,
  parseCertificate,
  type Pin,
  pinOf,
} from "@tlspin/core";

import type { Evidence } from "./evidence.ts";

/** What evidence tells of keys, by the pin that names them. */
export interface KnownKeys {
  /** The kind of a pinned key. `undefined` where its pin is all there is. */
  algorithmOf(pin: Pin): KeyAlgorithm | undefined;
  /** The certificates that were seen with a pinned key. */
  certificatesOf(pin: Pin): readonly CertificateDetails[];
  /** Where the private half of a pinned key is. `undefined` where nobody showed it. */
  heldIn(pin: Pin): string | undefined;
}

/** Reads every certificate and key of the evidence once. What cannot be read is not known. */
export function knownKeysOf({ chains = [], keys = [] }: Evidence): KnownKeys {
  const certificates = new Map<string, CertificateDetails[]>();
  const algorithms = new Map<string, KeyAlgorithm>();
  const held = new Map<string, string>();
  for (const { chain } of chains) {
    for (const certificate of chain.ders.flatMap(admitted)) note(certificate);
  }
  for (const { spki, from } of keys) {
    held.set(`spki ${pinOf(spki)}`, from);
    for (const algorithm of readOr(() => keyAlgorithmOf(spki)))
      algorithms.set(`spki ${pinOf(spki)}`, algorithm);
  }
  return {
    algorithmOf: (pin) => algorithms.get(nameOf(pin)),
    certificatesOf: (pin) => certificates.get(nameOf(pin)) ?? [],
    heldIn: (pin) => held.get(nameOf(pin)),
  };

  function note(certificate: Certificate): void {
    for (const details of readOr(() => detailsOf(certificate))) {
      for (const name of namesOf(certificate)) {
        algorithms.set(name, details.keyAlgorithm);
        certificates.set(name, [...(certificates.get(name) ?? []), details]);
      }
    }
  }
}

/** The one spelling of what a pin names: equal names, the same key or certificate. */
export function nameOf(pin: Pin | DistrustedKey): string {
  return "spki" in pin ? `spki ${pin.spki}` : `certificate ${pin.certificate}`;
}

/** Both names of a certificate: by its key, and by all of it. */
export function namesOf({ der, spki }: Certificate): readonly string[] {
  return [`spki ${pinOf(spki)}`, `certificate ${certificatePinOf(der)}`];
}

/** A certificate, or nothing where the bytes are none in strict DER. */
export function admitted(der: Uint8Array): readonly Certificate[] {
  return readOr(() => parseCertificate(der));
}

function readOr<Value>(read: () => Value): readonly Value[] {
  try {
    return [read()];
  } catch (error) {
    if (error instanceof CertificateError) return [];
    throw error;
  }
}
