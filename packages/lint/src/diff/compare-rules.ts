import type { DistrustedKey, PinnedHostRule } from "@tlspin/core";

import { nameOf } from "../known-keys.ts";
import type { BareChange } from "./bare-change.ts";
import { compareExpiry } from "./compare-expiry.ts";
import { comparePins } from "./compare-pins.ts";

/** A rule that pins, and where it stands. */
export interface PlacedRule {
  readonly rule: PinnedHostRule;
  readonly pointer: string;
}

/** What changes for a host that a rule pinned before, and one pins now. */
export function compareRules(
  before: PlacedRule,
  after: PlacedRule,
  at: Date,
): readonly BareChange[] {
  return [
    ...compareHosts(before, after),
    ...compareEnforcement(before, after, at),
    ...compareDistrusted(before, after),
  ];
}

function compareHosts(before: PlacedRule, after: PlacedRule): readonly BareChange[] {
  if (before.rule.host === after.rule.host) return [];
  const reason = `is judged by the rule of ${after.rule.host}, no longer by that of ${before.rule.host}`;
  const place = { oldPointer: before.pointer, newPointer: after.pointer };
  return [{ kind: "neutral", id: "rule-moved", reason, ...place }];
}

function compareEnforcement(
  before: PlacedRule,
  after: PlacedRule,
  at: Date,
): readonly BareChange[] {
  const [was, is] = [before.rule.mode, after.rule.mode];
  const place = { oldPointer: `${before.pointer}/mode`, newPointer: `${after.pointer}/mode` };
  if (was === "enforce" && is === "report-only") {
    const reason = "was enforced and is only reported: any CA may speak for it";
    return [{ kind: "opening", id: "enforcement-dropped", reason, ...place }];
  }
  if (was === "report-only" && is === "enforce") {
    const reason = "was only reported, and is accepted only with a pinned key";
    return [{ kind: "narrowing", id: "enforcement-added", reason, mayBrick: true, ...place }];
  }
  const changes = [...comparePins(before, after), ...compareExpiry(before, after, at)];
  return is === "enforce" ? changes : changes.map(asReported);
}

/** Where a mismatch is only reported, pins and dates change no verdict. */
function asReported(change: BareChange): BareChange {
  if (change.kind === "promotion") return change;
  const reason = `${change.reason}; this rule only reports`;
  return { ...change, kind: "neutral", reason };
}

function compareDistrusted(before: PlacedRule, after: PlacedRule): readonly BareChange[] {
  const was = placesOf(before);
  const is = placesOf(after);
  const added = [...is].filter(([name]) => !was.has(name));
  const removed = [...was].filter(([name]) => !is.has(name));
  return [
    ...added.map(([, newPointer]): BareChange => {
      const reason = "a key is refused whatever else matches";
      return { kind: "narrowing", id: "distrusted-added", reason, newPointer, mayBrick: true };
    }),
    ...removed.map(([, oldPointer]): BareChange => {
      const reason = "a key is no longer refused";
      return { kind: "widening", id: "distrusted-removed", reason, oldPointer };
    }),
  ];
}

function placesOf({ rule, pointer }: PlacedRule): ReadonlyMap<string, string> {
  return new Map(
    rule.distrusted.map((key: DistrustedKey, i) => [nameOf(key), `${pointer}/distrusted/${i}`]),
  );
}
