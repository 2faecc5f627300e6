import type { CertificatePin, SpkiPin } from "@tlspin/core";

/** A connection to judge: the host as it is spelled there, and the path that the system verified. */
export interface Connection {
  readonly host: string;
  /** Leaf first, trust anchor last, as the device's own trust store made it. */
  readonly path: readonly PathKey[];
  /** What the device's clock shows, in milliseconds since 1970 (UTC). */
  readonly at: number;
  /** How far local time is ahead of UTC, in minutes. Some systems end pins at local midnight. */
  readonly zoneOffset?: number;
}

/** What a model knows of one certificate of a path. */
export interface PathKey {
  readonly spki: SpkiPin;
  /** Left out where nobody knows it yet. No certificate pin matches then. */
  readonly certificate?: CertificatePin;
  /** As `RSA 2048`, `EC P-256` or `Ed25519`. Left out, every system takes the key. */
  readonly keyType?: string;
}
