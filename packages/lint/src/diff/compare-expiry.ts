import { expiryOf, type PinnedHostRule } from "@tlspin/core";

import type { BareChange } from "./bare-change.ts";
import type { PlacedRule } from "./compare-rules.ts";

/** What changes as time goes by: from when on two enforced rules refuse, or are open. */
export function compareExpiry(
  before: PlacedRule,
  after: PlacedRule,
  at: Date,
): readonly BareChange[] {
  const place = { oldPointer: placeIn(before), newPointer: placeIn(after) };
  return spansOf(before.rule, after.rule).flatMap((span): readonly BareChange[] => {
    const [was, is] = [stanceIn(span, before.rule), stanceIn(span, after.rule)];
    if (was === is) return [];
    const isNow = span.from <= at.getTime() && at.getTime() < span.to;
    const reason = `${spanText(span)}, ${PRESENT[is]}; before this change it ${PAST[was]}`;
    return [{ ...effectOf(was, is, isNow), id: "expiry-changed", reason, ...place }];
  });
}

/** What a rule does with a host at some time. */
type Stance = "open" | "pinned" | "refused";

/** A stretch of time in which neither rule changes its stance. Milliseconds; `to` is outside. */
interface Span {
  readonly from: number;
  readonly to: number;
}

function placeIn({ rule, pointer }: PlacedRule): string {
  return rule.expires === undefined ? pointer : `${pointer}/expires`;
}

function spansOf(before: PinnedHostRule, after: PinnedHostRule): readonly Span[] {
  const [first = 0, last = 0] = [expiryOf(before), expiryOf(after)].toSorted((a, b) => a - b);
  return [
    { from: first, to: last },
    { from: last, to: Infinity },
  ].filter(({ from, to }) => from < to);
}

function stanceIn({ from }: Span, rule: PinnedHostRule): Stance {
  if (from < expiryOf(rule)) return "pinned";
  return rule.onExpiry === "reject" ? "refused" : "open";
}

function effectOf(was: Stance, is: Stance, isNow: boolean): Pick<BareChange, "kind" | "mayBrick"> {
  if (is === "open") return { kind: "opening" };
  if (was === "refused") return { kind: "widening" };
  if (is === "refused" && isNow) return { kind: "bricking" };
  return { kind: "narrowing", mayBrick: isNow };
}

function spanText({ from, to }: Span): string {
  const start = `from ${dayOf(from)} on`;
  return to === Infinity ? start : `${start} until ${dayOf(to - 1)}`;
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

const PRESENT: Readonly<Record<Stance, string>> = {
  open: "the host is not pinned and any CA may speak for it",
  pinned: "the pins count",
  refused: "every peer is refused, as the pins have expired",
};

const PAST: Readonly<Record<Stance, string>> = {
  open: "was not pinned",
  pinned: "was pinned",
  refused: "was refused",
};
