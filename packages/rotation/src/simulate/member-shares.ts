import type { Adoption } from "../fleet.ts";
import { firstAfter, type Instant } from "../instant.ts";
import { overlapOf, type Span, unionOf } from "./span.ts";

/** The times in which anybody has a release, and its shares in them. */
export interface MemberShares {
  readonly times: readonly Span[];
  shareAt(at: Instant): number;
  /** Parts of these times in each of which the share only grows or only shrinks. */
  readonly parts: readonly SharePart[];
  readonly ends: readonly Instant[];
}

interface SharePart extends Span {
  readonly largest: number;
}

/** The shares of one release within a time. */
export function memberSharesOf(adoption: Adoption, member: number, within: Span): MemberShares {
  const shareAt = (at: Instant): number => adoption.shareOf(member, at);
  const cuts = adoption.turns.filter((turn) => turn > within.from && turn < within.until);
  const parts = [within.from, ...cuts].flatMap((from, i) => {
    const part = { from, until: cuts[i] ?? within.until };
    const largest = endsOf(part, shareAt);
    return largest > 0 ? [{ ...part, largest }] : [];
  });
  return { times: unionOf(parts), shareAt, parts, ends: parts.map((part) => part.until) };
}

/** The largest share within a time. */
export function largestShare({ parts, ends, shareAt }: MemberShares, span: Span): number {
  const { from, until } = span;
  let largest = 0;
  for (let i = firstAfter(ends, from); i < parts.length; i++) {
    const part = parts[i];
    if (part === undefined || part.from >= until) break;
    const isWhole = part.from >= from && part.until <= until;
    const here = isWhole ? part.largest : endsOf(overlapOf(part, span), shareAt);
    largest = Math.max(largest, here);
  }
  return largest;
}

/** What only grows or only shrinks is largest at an end. Moments are whole milliseconds. */
function endsOf({ from, until }: Span, valueAt: (at: Instant) => number): number {
  return Math.max(valueAt(from), valueAt(until - 1));
}
