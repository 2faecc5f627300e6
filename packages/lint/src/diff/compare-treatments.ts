import type { BareChange } from "./bare-change.ts";
import { compareRules } from "./compare-rules.ts";
import type { Treatment } from "./treatment.ts";

/** What changes for the hosts of one class. */
export function compareTreatments(
  before: Treatment,
  after: Treatment,
  at: Date,
): readonly BareChange[] {
  if (before.kind === "pinned" && after.kind === "pinned") {
    return compareRules(before, after, at);
  }
  if (before.kind === after.kind) return [];
  return [{ ...placeOf(before, after), ...changeOf(before, after) }];
}

/** Where a difference stands in both policies. */
export function placeOf(before: Treatment, after: Treatment): Place {
  return {
    ...(before.pointer === undefined ? {} : { oldPointer: before.pointer }),
    ...(after.pointer === undefined ? {} : { newPointer: after.pointer }),
  };
}

type Place = Pick<BareChange, "oldPointer" | "newPointer">;

type PinnedTreatment = Extract<Treatment, { readonly kind: "pinned" }>;

function changeOf(before: Treatment, after: Treatment): BareChange {
  if (before.kind === "pinned") return unpinned(before, after);
  return after.kind === "pinned" ? pinned(before, after) : unlisted(before, after);
}

function unpinned({ rule }: PinnedTreatment, after: Treatment): BareChange {
  if (after.kind === "closed") {
    const reason = "was pinned and no rule covers it any more: every server is refused";
    return { kind: "bricking", id: "host-refused", reason };
  }
  const how = after.kind === "excluded" ? "is excluded" : "is in no rule";
  if (rule.mode === "enforce") {
    const reason = `was pinned and ${how} now: any CA may speak for it`;
    return { kind: "opening", id: "host-unpinned", reason };
  }
  if (rule.distrusted.length === 0) {
    const reason = `was only reported, and ${how} now`;
    return { kind: "neutral", id: "host-reported", reason };
  }
  const reason = `was only reported, and ${how} now: its distrusted keys are accepted`;
  return { kind: "widening", id: "distrusted-removed", reason };
}

function pinned(before: Treatment, { rule }: PinnedTreatment): BareChange {
  if (before.kind === "closed") {
    if (rule.mode === "enforce") {
      const reason = "was refused, and is accepted with a pinned key";
      return { kind: "widening", id: "host-added", reason };
    }
    const reason = "was refused, and is accepted with any key that is not distrusted";
    return { kind: "opening", id: "host-added", reason };
  }
  if (rule.mode === "enforce") {
    const reason = "was not pinned, and is accepted only with a pinned key";
    return { kind: "narrowing", id: "host-pinned", reason, mayBrick: true };
  }
  if (rule.distrusted.length === 0) {
    return { kind: "neutral", id: "host-reported", reason: "mismatches are reported, not refused" };
  }
  const reason = "mismatches are reported, and distrusted keys refused";
  return { kind: "narrowing", id: "distrusted-added", reason, mayBrick: true };
}

function unlisted(before: Treatment, after: Treatment): BareChange {
  if (after.kind === "closed") {
    const reason = "got ordinary TLS, and is refused now";
    return { kind: "narrowing", id: "host-refused", reason, mayBrick: true };
  }
  if (before.kind === "closed") {
    const reason = "was refused, and gets ordinary TLS: any CA may speak for it";
    return { kind: "opening", id: "host-unpinned", reason };
  }
  const reason = "gets ordinary TLS, with an exclusion or without one";
  return { kind: "neutral", id: "exclusion-changed", reason };
}
