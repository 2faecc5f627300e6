import type { Platform } from "@tlspin/formats";

import type { Instant } from "../instant.ts";

/** A version of an app that reached users, and the policy that it carries. */
export interface Release {
  readonly app: string;
  /** Which system matches its pins: tlspin itself, or the one that its exported configuration is for. */
  readonly platform: Platform;
  readonly version: string;
  /** The hash of its policy's snapshot. */
  readonly policy: string;
  readonly released: Instant;
  /** From when nobody can use it any more, for example because the app forces an update. */
  readonly ended?: Instant;
  readonly note?: string;
}

/** All releases that were recorded, in the order in which they were. */
export interface Ledger {
  /** What the file says its schema is, for editors. */
  readonly schema?: string;
  readonly releases: readonly Release[];
}

/** Names a release for people: `desktop 4.1.0`, and its system where it is not tlspin. */
export function nameOfRelease({ app, platform, version }: Release): string {
  return `${app} ${version}${platform === "tlspin" ? "" : ` (${platform})`}`;
}

/** Tells whether two releases are one: an app has each version once for each system. */
export function isSameRelease(a: ReleaseName, b: ReleaseName): boolean {
  return a.app === b.app && a.platform === b.platform && a.version === b.version;
}

export type ReleaseName = Pick<Release, "app" | "platform" | "version">;
