import type { Population } from "../fleet.ts";
import { grouped } from "../grouped.ts";
import type { Instant } from "../instant.ts";
import type { Finding, Peak } from "./simulation.ts";
import { type Span, unionOf } from "./span.ts";

/** The largest part of a population that findings concern at one moment. Nobody counts twice. */
export function peakOf(
  { members, adoption }: Pick<Population, "members" | "adoption">,
  findings: readonly Finding[],
): Peak {
  const byRelease = grouped(findings, ({ release }) => release);
  const spans = members.flatMap(({ release }, member) =>
    unionOf(byRelease.get(release) ?? []).map(({ from, until }) => ({ from, until, member })),
  );
  return sweep(spans, {
    turns: adoption.turns,
    sumAt: (active, at) => sumOf(active, (member) => adoption.shareOf(member, at)),
  });
}

interface MemberSpan extends Span {
  readonly member: number;
}

interface Sums {
  readonly turns: readonly Instant[];
  sumAt(active: ReadonlySet<number>, at: Instant): number;
}

function sweep(spans: readonly MemberSpan[], { turns, sumAt }: Sums): Peak {
  const starts = grouped(spans, ({ from }) => from);
  const ends = grouped(spans, ({ until }) => until);
  const cuts = [...new Set([...starts.keys(), ...ends.keys(), ...turns])].toSorted((a, b) => a - b);
  const active = new Set<number>();
  const peaks = cuts.map((from, i) => {
    for (const { member } of ends.get(from) ?? []) active.delete(member);
    for (const { member } of starts.get(from) ?? []) active.add(member);
    return peakWithin({ from, until: cuts[i + 1] ?? from + 1 }, (at) => sumAt(active, at));
  });
  return peaks.reduce(higher, { share: 0 });
}

/** Between two cuts a sum only grows or only shrinks. Moments are whole milliseconds. */
function peakWithin({ from, until }: Span, sumAt: (at: Instant) => number): Peak {
  return higher({ share: sumAt(from), at: from }, { share: sumAt(until - 1), at: until - 1 });
}

function higher(a: Peak, b: Peak): Peak {
  return b.share > a.share ? b : a;
}

function sumOf(members: ReadonlySet<number>, shareOf: (member: number) => number): number {
  let sum = 0;
  for (const member of members) sum += shareOf(member);
  return Math.min(1, sum);
}
