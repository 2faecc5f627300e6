import type { Hostname } from "@tlspin/core";
import type { PathKey, Platform } from "@tlspin/formats";

import type { Instant } from "../instant.ts";

/** Which keys the servers show, from when to when: the past that is known, and what is planned. */
export interface ServerTimeline {
  /** Every key that has a name, also those that no server shows yet. */
  readonly keys: readonly TimelineKey[];
  readonly hosts: readonly HostTimeline[];
}

/** What the servers of one host show. */
export interface HostTimeline {
  readonly host: Hostname;
  readonly servings: readonly Serving[];
}

/**
 * A configuration that servers of a host have. Where several overlap, a client may meet any of them:
 * during a roll-out, or because they stay side by side.
 */
export interface Serving {
  readonly from: Instant;
  /** `Infinity` where no end is known. */
  readonly until: Instant;
  /** The paths that clients may build. Each of them must do. */
  readonly paths: readonly ServedPath[];
  readonly note?: string;
}

/** A verified path, leaf first. Trust stores differ, so that not every client builds every path. */
export interface ServedPath {
  readonly keys: readonly TimelineKey[];
  /** The systems that build it. Left out, all do. */
  readonly platforms?: readonly Platform[];
}

/** A key of a path, under the name that people call it by. */
export interface TimelineKey extends PathKey {
  readonly name: string;
}
