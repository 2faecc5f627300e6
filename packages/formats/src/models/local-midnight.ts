import type { Expiry } from "./requirement.ts";

/**
 * When a day begins where the device is. Without a zone: from where it begins first (UTC+14) to where
 * it begins last (UTC-12).
 *
 * @param day - As `2027-06-30`.
 * @param zoneOffset - Minutes that local time is ahead of UTC.
 */
export function localMidnight(
  day: string,
  zoneOffset: number | undefined,
): Pick<Expiry, "earliest" | "latest"> {
  const midnight = utcMidnight(day);
  if (zoneOffset !== undefined) {
    const local = midnight - zoneOffset * MINUTE;
    return { earliest: local, latest: local };
  }
  return { earliest: midnight - EASTERNMOST * MINUTE, latest: midnight - WESTERNMOST * MINUTE };
}

/** When a day begins in UTC. `NaN` where the text is no day of the calendar. */
export function utcMidnight(day: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  // `Date.parse` rolls 2026-02-30 over into March.
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(day)) return Number.NaN;
  return time;
}

const MINUTE = 60_000;
const EASTERNMOST = 14 * 60;
const WESTERNMOST = -12 * 60;
