/** A moment, in milliseconds since 1970 (UTC). Rotation has no clock: each one is handed in. */
export type Instant = number;

/** One day. */
export const DAY: Instant = 24 * 60 * 60 * 1000;

/** Reads `2027-06-30` (that day's beginning, UTC) or `2027-06-30T12:00:00Z`. `NaN` for anything else. */
export function instantOf(text: string): Instant {
  if (!FORM.test(text)) return Number.NaN;
  const time = Date.parse(text);
  // `Date.parse` rolls 2026-02-30 over into March.
  const isReal = !Number.isNaN(time) && new Date(time).toISOString().startsWith(text.slice(0, 10));
  return isReal ? time : Number.NaN;
}

/** Writes a moment as a day where one begins with it, else to the second. */
export function textOfInstant(instant: Instant): string {
  const text = new Date(instant).toISOString();
  return instant % DAY === 0 ? text.slice(0, 10) : text.replace(/\.\d+Z$/, "Z");
}

/** The index of the first of these moments, which are in order, that is after another. */
export function firstAfter(moments: readonly Instant[], at: Instant): number {
  let [low, high] = [0, moments.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((moments[middle] ?? Infinity) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

const FORM = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z)?$/;
