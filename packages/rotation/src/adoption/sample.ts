import type { Platform } from "@tlspin/formats";

import type { Instant } from "../instant.ts";

/**
 * How many were seen with one release in one period: users, devices or requests. Nothing about any
 * one of them is kept.
 */
export interface AdoptionSample {
  readonly at: Instant;
  readonly app?: string;
  readonly platform?: Platform;
  /** The release by its version, or by the revision of the policy that it carries. */
  readonly release: { readonly version: string } | { readonly revision: number };
  readonly weight: number;
}

/** How fast users update, where nothing was measured, or after the last measurement. */
export interface AdoptionCurve {
  /** Half of those who still run an older release have updated after so many days. */
  readonly halfLifeDays: number;
}
