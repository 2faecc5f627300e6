import type { Policy } from "@tlspin/core";

import type { Evidence } from "../evidence.ts";
import { CHANGE_KINDS, type Change, type ChangeKind } from "./change.ts";
import { changesByRelease } from "./changes-by-release.ts";
import { changesOfHosts } from "./changes-of-hosts.ts";
import { changesOfWhole } from "./changes-of-whole.ts";
import type { Comparison } from "./comparison.ts";

/** What to judge a change by. */
export interface DiffOptions {
  /** The moment to judge at. The package has no clock. */
  readonly at: Date;
  readonly evidence?: Pick<Evidence, "chains" | "releases">;
}

/** What differs between two policies. JSON-safe. */
export interface Diff {
  /** The worst first. Empty where both say the same. */
  readonly changes: readonly Change[];
  /** How many there are of each kind. */
  readonly counts: Readonly<Record<ChangeKind, number>>;
}

/**
 * Classifies each change from one policy to the next by what it does to peers: hosts are compared by
 * the rule that applies to them, not by the lines that changed.
 *
 * Where neither `opening` nor `widening` is found, the new policy accepts no peer that the old one
 * refused; where neither `bricking` nor `narrowing` is found, it refuses none that the old accepted.
 *
 * @throws {RangeError} `at` is no time.
 * @throws {HostnameError} A chain of the evidence is said to be of what is no host.
 * @throws {PolicyError} A policy is not one that `parsePolicy` made.
 */
export function diff(before: Policy, after: Policy, { at, evidence = {} }: DiffOptions): Diff {
  if (Number.isNaN(at.getTime())) throw new RangeError("at: is no time");
  const comparison: Comparison = { before, after, at, evidence };
  const byHost = changesOfHosts(comparison);
  const changes = [
    ...changesOfWhole(comparison, byHost.length > 0),
    ...byHost,
    ...changesByRelease(comparison),
  ].toSorted((a, b) => rankOf(a) - rankOf(b));
  return { changes, counts: countsOf(changes) };
}

function rankOf({ kind }: Change): number {
  return CHANGE_KINDS.indexOf(kind);
}

function countsOf(changes: readonly Change[]): Readonly<Record<ChangeKind, number>> {
  const counts = { opening: 0, bricking: 0, narrowing: 0, widening: 0, promotion: 0, neutral: 0 };
  for (const { kind } of changes) counts[kind] += 1;
  return counts;
}
