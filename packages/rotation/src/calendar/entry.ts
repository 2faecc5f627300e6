import type { Day } from "./day.ts";

/** What a date is about. */
export type EntryKind =
  | "certificate-expires"
  | "pins-expire"
  | "key-age"
  | "plan-step"
  | "renewal"
  | "policy-issued"
  | "public-date";

/** How the date is known: read from what exists, decided by its owner, or announced by others. */
export type Basis = "measured" | "planned" | "public";

/** `passed`: nothing is left to do. `overdue`: something is. `soon`: within the days that were asked for. */
export type EntryStatus = "passed" | "overdue" | "soon" | "later";

/** A date, before it is compared with today. */
export interface DatedFact {
  /** Stays the same for the same thing, whatever its day: an import then moves what it brought before. */
  readonly id: string;
  readonly kind: EntryKind;
  readonly on: Day;
  readonly title: string;
  readonly detail?: string;
  readonly todo?: string;
  readonly host?: string;
  /** The pin of the key that it is about. */
  readonly key?: string;
  readonly basis: Basis;
  readonly source: Source;
  /** Whether something is still to be done once the day has come. */
  readonly open: boolean;
  /** Days before, on which to remind. */
  readonly remindBefore: readonly number[];
}

/** Where a date comes from. */
export interface Source {
  readonly text: string;
  readonly url?: string;
}

/** A date in the calendar. */
export interface CalendarEntry extends DatedFact {
  /** Days from today; negative once it is past. */
  readonly days: number;
  readonly status: EntryStatus;
}

/** Tells whether an entry is the first of a host's renewals. The others follow by themselves. */
export function isNextRenewal({ kind, id }: DatedFact): boolean {
  return kind === "renewal" && id.endsWith("/1");
}
