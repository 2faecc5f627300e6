import type { Day } from "./day.ts";

/** What a calendar is to show. */
export interface CalendarOptions {
  readonly today: Day;
  /** The last day to show. */
  readonly until: Day;
  /** What is due within so many days is `soon`. */
  readonly soon: number;
  /** The age in days at which a key should be replaced. */
  readonly keyDays: number;
  /** How long new certificates are to live, in days. Left out, as long as the present one. */
  readonly certificateDays?: number;
  /** How many days before its end a certificate is renewed. Left out, with a third of its life left. */
  readonly renewBefore?: number;
}

/** The parts that may be left out. */
export type CalendarWishes = Partial<Omit<CalendarOptions, "today">>;

/** Two years, in the middle of what NIST allows a signature key (SP 800-57 part 1, table 1). */
export const KEY_DAYS = 730;

export const SOON_DAYS = 30;

/** Three years. */
export const SHOWN_DAYS = 1096;
