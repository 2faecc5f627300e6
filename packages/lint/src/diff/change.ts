import type { Need } from "../finding.ts";

/** What one difference between two policies does. JSON-safe. */
export interface Change {
  readonly kind: ChangeKind;
  /** Stable, for programs. */
  readonly id: ChangeId;
  /** Whom it is about: hosts, and groups of them (`names below example.com`). Empty: the whole policy. */
  readonly hosts: readonly string[];
  /** What changes, and why that is of this kind. */
  readonly reason: string;
  /** Where the old policy says it. Absent where it does not. */
  readonly oldPointer?: string;
  /** Where the new policy says it. Absent where it does not. */
  readonly newPointer?: string;
  /** What would tell whether it bricks, and is missing. */
  readonly needs?: Need;
}

/**
 * - `opening`: a host is no longer pinned, now or from a day on.
 * - `bricking`: a release, or the live server, fails.
 * - `narrowing`: a peer is refused that was accepted.
 * - `widening`: a peer is accepted that was refused.
 * - `promotion`: a backup pin becomes a current one, or the reverse. No verdict changes.
 * - `neutral`: no verdict changes.
 */
export type ChangeKind =
  | "opening"
  | "bricking"
  | "narrowing"
  | "widening"
  | "promotion"
  | "neutral";

/** The names of changes. API: once released, a name keeps its meaning. */
export type ChangeId =
  | "address-rule-changed"
  | "backup-promoted"
  | "distrusted-added"
  | "distrusted-removed"
  | "enforcement-added"
  | "enforcement-dropped"
  | "exclusion-changed"
  | "expiry-changed"
  | "host-added"
  | "host-pinned"
  | "host-refused"
  | "host-reported"
  | "host-unpinned"
  | "issued-changed"
  | "min-tls-lowered"
  | "min-tls-raised"
  | "pin-added"
  | "pin-demoted"
  | "pin-removed"
  | "release-cut-off"
  | "revision-not-raised"
  | "revision-raised"
  | "rule-moved"
  | "text-changed";

/** The worst first. */
export const CHANGE_KINDS: readonly ChangeKind[] = [
  "opening",
  "bricking",
  "narrowing",
  "widening",
  "promotion",
  "neutral",
];
