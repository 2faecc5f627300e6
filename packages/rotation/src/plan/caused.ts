import { isSameRelease } from "../ledger/release.ts";
import type { Finding, Simulation } from "../simulate/simulation.ts";
import type { Span } from "../simulate/span.ts";

/**
 * What goes wrong after a step and would not without it: the findings of the one simulation, as far as
 * the other one has none for the same release, host and harm. What the policy intends does not count.
 */
export function causedFindings(after: Simulation, before: Simulation): readonly Finding[] {
  const counted = before.findings.filter(({ intended }) => !intended);
  return after.findings
    .filter(({ intended }) => !intended)
    .flatMap((finding) => {
      const known = counted.filter((other) => isSameHarm(other, finding));
      return partsOutside(finding, known).map((part) => Object.assign({}, finding, part));
    })
    .toSorted((a, b) => a.from - b.from);
}

/** Tells whether two findings do one harm to one release at one host. */
export function isSameHarm(a: Finding, b: Finding): boolean {
  if (isUnpinned(a) !== isUnpinned(b)) return false;
  return a.host === b.host && isSameRelease(a.release, b.release);
}

function isUnpinned({ outcome }: Finding): boolean {
  return outcome === "unpinned";
}

function partsOutside({ from, until }: Span, spans: readonly Span[]): readonly Span[] {
  const parts: Span[] = [];
  let start = from;
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    if (span.from > start) parts.push({ from: start, until: Math.min(span.from, until) });
    start = Math.max(start, span.until);
  }
  parts.push({ from: start, until });
  return parts.filter((part) => part.from < part.until && part.from < until);
}
