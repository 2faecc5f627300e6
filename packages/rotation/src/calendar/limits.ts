import { type Day, dayOf } from "./day.ts";
import type { Source } from "./entry.ts";

/** From a day on, new certificates of some CAs live no longer than this. */
export interface LifeLimit {
  readonly id: string;
  readonly on: Day;
  readonly days: number;
  /** The one CA that it binds. Absent where it binds all that browsers trust. */
  readonly ca?: string;
  readonly source: Source;
}

/** Whoever issues a certificate, as far as it decides how long certificates live. */
export type Issuer = "lets-encrypt" | "public" | "private";

/** The limit of every public CA on a day. */
export function publicLimitOn(day: Day): LifeLimit | undefined {
  return LIFE_LIMITS.findLast(({ ca, on }) => ca === undefined && on <= day);
}

/** How long a certificate may live that is issued on a day, in days. */
export function longestLifeOn(day: Day, issuer: Issuer): number {
  if (issuer === "private") return Infinity;
  const binding = LIFE_LIMITS.filter(({ ca }) => ca === undefined || issuer === "lets-encrypt");
  return Math.min(...binding.filter(({ on }) => on <= day).map(({ days }) => days));
}

/**
 * Tells who issued a certificate. One that lives longer than public CAs were allowed to give is from a
 * private one, which no limit binds.
 */
export function issuerOf(issuer: string, notBefore: number, life: number): Issuer {
  if (/(?:^|,)O=Let's Encrypt(?:,|$)/.test(issuer)) return "lets-encrypt";
  return life > longestLifeOn(dayOf(notBefore), "public") ? "private" : "public";
}

const BALLOT: Source = {
  text: "CA/Browser Forum, ballot SC-081v3",
  url: "https://cabforum.org/2025/04/11/ballot-sc081v3-introduce-schedule-of-reducing-validity-and-data-reuse-periods/",
};

const LETS_ENCRYPT: Source = {
  text: "Let's Encrypt, 2 December 2025",
  url: "https://letsencrypt.org/2025/12/02/from-90-to-45",
};

/** What was announced, oldest first. */
export const LIFE_LIMITS: readonly LifeLimit[] = [
  {
    id: "public-398",
    on: "2020-09-01",
    days: 398,
    source: {
      text: "CA/Browser Forum, Baseline Requirements §6.3.2",
      url: "https://cabforum.org/working-groups/server/baseline-requirements/",
    },
  },
  { id: "public-200", on: "2026-03-15", days: 200, source: BALLOT },
  { id: "lets-encrypt-64", on: "2027-02-10", days: 64, ca: "Let's Encrypt", source: LETS_ENCRYPT },
  { id: "public-100", on: "2027-03-15", days: 100, source: BALLOT },
  { id: "lets-encrypt-45", on: "2028-02-16", days: 45, ca: "Let's Encrypt", source: LETS_ENCRYPT },
  { id: "public-47", on: "2029-03-15", days: 47, source: BALLOT },
];
