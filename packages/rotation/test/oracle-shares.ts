import { DAY, type FleetMember, type Instant, type Population } from "../src/index.ts";
import type { RandomScene } from "./random-scene.ts";

/** The part of a population that has a release at a moment, by stepping through time. */
export function shareAt(
  scene: RandomScene,
  members: readonly FleetMember[],
  index: number,
  at: Instant,
): number {
  const counts = countsOf(scene, members);
  const shares = [...startOf(scene, members, counts, at)];
  const stepped = steppingFrom(scene, members, counts, at);
  if (stepped <= at) {
    stepTo(shares, members, stepped, at, (scene.curve?.halfLifeDays ?? 30) * DAY);
  }
  return amongLiving(shares, members, counts.at(-1), at)[index] ?? 0;
}

/** From when on shares at a moment follow the curve. `Infinity` where they were counted. */
function steppingFrom(
  { curve }: RandomScene,
  members: readonly FleetMember[],
  counts: readonly Count[],
  at: Instant,
): Instant {
  const [beginning = Infinity] = members.map(({ release }) => release.released);
  const [first, last] = [counts[0], counts.at(-1)];
  if (first === undefined || last === undefined) return beginning;
  if (curve === undefined) return Infinity;
  if (at < first.at) return beginning;
  return at >= last.at ? last.at : Infinity;
}

interface Count {
  readonly at: Instant;
  readonly shares: readonly number[];
}

function countsOf(scene: RandomScene, members: readonly FleetMember[]): readonly Count[] {
  const counts = COUNTS.get(members) ?? newCountsOf(scene, members);
  COUNTS.set(members, counts);
  return counts;
}

const COUNTS = new WeakMap<readonly FleetMember[], readonly Count[]>();

function newCountsOf(
  { samples = [] }: RandomScene,
  members: readonly FleetMember[],
): readonly Count[] {
  const times = [...new Set(samples.map((sample) => sample.at))].toSorted((a, b) => a - b);
  return times.map((at) => {
    const there = samples.filter((sample) => sample.at === at);
    const weightOf = (version: string): number =>
      there
        .filter(({ release }) => "version" in release && release.version === version)
        .reduce((sum, { weight }) => sum + weight, 0);
    const total = there.reduce((sum, { weight }) => sum + weight, 0);
    return { at, shares: members.map(({ release }) => weightOf(release.version) / total) };
  });
}

function startOf(
  { curve }: RandomScene,
  members: readonly FleetMember[],
  counts: readonly Count[],
  at: Instant,
): readonly number[] {
  const [first] = counts;
  if (first === undefined || (curve !== undefined && at < first.at)) {
    return members.map(({ release }, i) => (i === 0 && at >= release.released ? 1 : 0));
  }
  return (counts.findLast((count) => count.at <= at) ?? first).shares;
}

function stepTo(
  shares: number[],
  members: readonly FleetMember[],
  start: Instant,
  end: Instant,
  halfLife: number,
): void {
  const events = members
    .map(({ release }) => release.released)
    .filter((released) => released > start && released < end);
  let now = start;
  for (const next of [...events.toSorted((a, b) => a - b), end]) {
    const newest = members.findLastIndex(({ release }) => release.released <= now);
    const stay = 2 ** ((now - next) / halfLife);
    // Whoever does not have the newest moves to it; users of what nobody knows too.
    for (const [i, share] of shares.entries()) if (i !== newest) shares[i] = share * stay;
    const before = shares[newest] ?? 0;
    shares[newest] = 1 - (1 - before) * stay;
    now = next;
  }
  dropGone(shares, members, start, end, halfLife);
}

function dropGone(
  shares: number[],
  members: readonly FleetMember[],
  start: Instant,
  end: Instant,
  halfLife: number,
): void {
  for (const i of shares.keys()) {
    const successor = members[i + 1]?.release.released ?? Infinity;
    if (end >= Math.max(successor, start) + 10 * halfLife) shares[i] = 0;
  }
}

function amongLiving(
  shares: readonly number[],
  members: readonly FleetMember[],
  last: Count | undefined,
  at: Instant,
): readonly number[] {
  const hasEnded = (i: number): boolean => {
    const ended = members[i]?.release.ended ?? Infinity;
    if (last !== undefined && last.at >= ended && (last.shares[i] ?? 0) > 0) return false;
    return at >= ended;
  };
  const newest = members.findLastIndex(({ release }, i) => release.released <= at && !hasEnded(i));
  return shares.map((share, i) => {
    if (hasEnded(i)) return 0;
    if (i !== newest) return share;
    return shares.reduce((sum, other, j) => (hasEnded(j) ? sum + other : sum), share);
  });
}

/** Whether anybody has a release at a moment. */
export function hasUsers(
  scene: RandomScene,
  members: readonly FleetMember[],
  index: number,
  at: Instant,
): boolean {
  if (shareAt(scene, members, index, at) > 0) return true;
  // On a curve, a release begins with nobody and has somebody a moment later.
  const { released } = members[index]?.release ?? {};
  return at === released && shareAt(scene, members, index, at + 1) > 0;
}

/** The part of a population that `isConcerned`. */
export function partAt(
  scene: RandomScene,
  { members }: Population,
  at: Instant,
  isConcerned: (version: string) => boolean,
): number {
  return members.reduce(
    (sum, { release }, i) =>
      isConcerned(release.version) ? sum + shareAt(scene, members, i, at) : sum,
    0,
  );
}
