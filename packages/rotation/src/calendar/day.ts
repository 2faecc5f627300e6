/** A day of the calendar in UTC, as `2027-06-30`. Days compare as strings do. */
export type Day = string;

/** Milliseconds of a day. */
export const DAY = 86_400_000;

/** The day (UTC) of a moment, in milliseconds since 1970. */
export function dayOf(moment: number): Day {
  return new Date(moment).toISOString().slice(0, 10);
}

/** When a day begins, in milliseconds since 1970. */
export function startOf(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`);
}

/** The day that is so many days later; earlier for a negative number. */
export function addDays(day: Day, days: number): Day {
  return dayOf(startOf(day) + days * DAY);
}

/** How many days later the second day is than the first. */
export function daysBetween(first: Day, second: Day): number {
  return Math.round((startOf(second) - startOf(first)) / DAY);
}

/** Tells whether text names a day that exists. */
export function isDay(text: string): text is Day {
  return (
    /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) &&
    !Number.isNaN(startOf(text)) &&
    dayOf(startOf(text)) === text
  );
}
