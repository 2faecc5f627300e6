import type { Adoption } from "../fleet.ts";
import type { Instant } from "../instant.ts";
import type { Span } from "./span.ts";

/** The time in which anybody has a release, and its shares in it. */
export interface MemberShares extends Span {
  shareAt(at: Instant): number;
  /** Parts of the time in each of which the share only grows or only shrinks. */
  readonly parts: readonly SharePart[];
}

interface SharePart extends Span {
  readonly largest: number;
}

/** The shares of one release within a time. Where nobody has it, `from` is not before `until`. */
export function memberSharesOf(adoption: Adoption, member: number, within: Span): MemberShares {
  const shareAt = (at: Instant): number => adoption.shareOf(member, at);
  const cuts = adoption.turns.filter((turn) => turn > within.from && turn < within.until);
  const parts = [within.from, ...cuts].flatMap((from, i) => {
    const part = { from, until: cuts[i] ?? within.until };
    const largest = endsOf(part, shareAt);
    return largest > 0 ? [{ ...part, largest }] : [];
  });
  const { from = Infinity } = parts[0] ?? {};
  const { until = -Infinity } = parts.at(-1) ?? {};
  return { from, until, shareAt, parts };
}

/** The largest share in a part of that time. */
export function largestShare({ parts, shareAt }: MemberShares, { from, until }: Span): number {
  let largest = 0;
  for (let i = firstAfter(parts, from); i < parts.length; i++) {
    const part = parts[i];
    if (part === undefined || part.from >= until) break;
    const isWhole = part.from >= from && part.until <= until;
    const cut = { from: Math.max(from, part.from), until: Math.min(until, part.until) };
    largest = Math.max(largest, isWhole ? part.largest : endsOf(cut, shareAt));
  }
  return largest;
}

/** What only grows or only shrinks is largest at an end. Moments are whole milliseconds. */
function endsOf({ from, until }: Span, valueAt: (at: Instant) => number): number {
  return Math.max(valueAt(from), valueAt(until - 1));
}

function firstAfter(parts: readonly SharePart[], at: Instant): number {
  let [low, high] = [0, parts.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((parts[middle]?.until ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}
