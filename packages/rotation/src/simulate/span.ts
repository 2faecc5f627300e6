import type { Instant } from "../instant.ts";

/** A time, with its beginning and without its end. */
export interface Span {
  readonly from: Instant;
  readonly until: Instant;
}

/** The times in which any of these is, by date, joined where one begins before the last has ended. */
export function unionOf(spans: readonly Span[]): readonly Span[] {
  const joined: { from: Instant; until: Instant }[] = [];
  for (const { from, until } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last === undefined || from > last.until) joined.push({ from, until });
    else last.until = Math.max(last.until, until);
  }
  return joined;
}

/** The time in which both are. Where there is none, `from` is not before `until`. */
export function overlapOf(a: Span, b: Span): Span {
  return { from: Math.max(a.from, b.from), until: Math.min(a.until, b.until) };
}
