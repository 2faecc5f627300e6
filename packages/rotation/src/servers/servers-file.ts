import type { CertificatePin, Hostname, SpkiPin } from "@tlspin/core";
import type { Platform } from "@tlspin/formats";

import type { Instant } from "../instant.ts";

/** `servers.json` as its schema reads it: dates are moments, and what was left out is there. */
export interface ServersFile {
  readonly $schema?: string;
  readonly version: 1;
  readonly keys: Readonly<Record<string, KeyEntry>>;
  readonly hosts: readonly {
    readonly host: Hostname;
    readonly serves: readonly ServingEntry[];
  }[];
}

export type KeyEntry =
  | SpkiPin
  | {
      readonly spki: SpkiPin;
      readonly certificate?: CertificatePin;
      readonly type?: string;
      readonly note?: string;
    };

export interface ServingEntry {
  readonly from: Instant;
  readonly until?: Instant;
  readonly rollOutDays: number;
  readonly paths: readonly PathEntry[];
  readonly note?: string;
}

export interface PathEntry {
  readonly keys: readonly string[];
  readonly platforms?: readonly Platform[];
}
