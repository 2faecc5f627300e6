import type { Policy } from "@tlspin/core";

import type { Fleet } from "../fleet.ts";
import type { KeyState } from "../plan/key-state.ts";
import type { Day } from "./day.ts";

/** What a calendar is made of. Each part may be missing, and the calendar says what it lacks. */
export interface CalendarFacts {
  readonly policy?: Policy;
  /** For people: how the policy's file is called. */
  readonly policyName?: string;
  /** The certificates of hosts, dialled or read from files. */
  readonly chains?: readonly HostCertificates[];
  readonly keys?: readonly MadeKey[];
  /** Steps of a rotation, in any order. */
  readonly steps?: readonly PlannedStep[];
  /** Who has which release. How the releases spread is part of the picture. */
  readonly fleet?: Fleet;
}

/** The certificates of a host, its own first. */
export interface HostCertificates {
  readonly host: string;
  /** DER. */
  readonly certificates: readonly Uint8Array[];
  /** For people: `api.example.com:443`, `renewed.pem`. */
  readonly from: string;
}

/** A key, and since when it is there. */
export interface MadeKey {
  /** Its pin, `sha256/…`. */
  readonly pin: string;
  readonly made: Day;
  /** For people: the file that tells. */
  readonly from: string;
}

/** One step of a rotation that somebody planned. */
export interface PlannedStep {
  /** Names the step for good, so that a calendar that is imported again moves it. */
  readonly id: string;
  readonly on: Day;
  readonly title: string;
  /** What to do on that day. */
  readonly todo?: string;
  readonly host?: string;
  /** The pin of the key that it is about, and what the key is from then on. */
  readonly key?: string;
  readonly state?: KeyState;
  readonly done?: boolean;
  /** For people: the file that says so. */
  readonly from?: string;
}

/** What share of the users has a release, over time. */
export interface ReleaseShares {
  /** For people: `desktop 4.2`. */
  readonly release: string;
  /** The days between which users were counted. Shares outside are assumed; without it, all are. */
  readonly counted?: { readonly from: Day; readonly until: Day };
  readonly points: readonly SharePoint[];
}

/** From 0 to 1. */
export interface SharePoint {
  readonly on: Day;
  readonly share: number;
}
