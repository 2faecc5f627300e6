import type { Adoption, FleetMember, Population, UnknownRelease } from "../fleet.ts";
import { grouped } from "../grouped.ts";
import type { Instant } from "../instant.ts";
import type { AdoptionSample } from "./sample.ts";
import type { ShareOf } from "./shares.ts";

/** Shares as they were counted. Each count holds until the next one. */
export interface Measured {
  readonly first: Instant;
  readonly last: Instant;
  readonly shareOf: ShareOf;
  readonly turns: readonly Instant[];
  readonly unknown: Adoption["unknown"];
  /** Whether the last count still saw a release after a moment. */
  isSeenAfter(member: number, at: Instant): boolean;
}

/** The counts that are about a population, or `undefined` where there is none. */
export function measuredOf(
  population: Omit<Population, "adoption">,
  samples: readonly AdoptionSample[],
): Measured | undefined {
  const counts = countsOf(population, samples);
  const [first, last] = [counts[0], counts.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const held = (at: Instant): Count => counts.findLast((count) => count.at <= at) ?? first;
  return {
    first: first.at,
    last: last.at,
    shareOf: (member, at) => held(at).shares[member] ?? 0,
    turns: counts.map(({ at }) => at),
    unknown: last.unknown,
    isSeenAfter: (member, at) => last.at >= at && (last.shares[member] ?? 0) > 0,
  };
}

/** What was counted at one moment. */
interface Count {
  readonly at: Instant;
  readonly shares: readonly number[];
  readonly unknown: readonly UnknownRelease[];
}

function countsOf(
  population: Omit<Population, "adoption">,
  samples: readonly AdoptionSample[],
): readonly Count[] {
  const own = samples.filter((sample) => isAbout(population, sample));
  const byTime = grouped(own, ({ at }) => at);
  return [...byTime]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([at, group]) => countOf(at, group, population.members));
}

/** Whether a count is about a population, as far as it says. */
export function isAbout(
  { app, platform }: Pick<Population, "app" | "platform">,
  sample: AdoptionSample,
): boolean {
  return (sample.app ?? app) === app && (sample.platform ?? platform) === platform;
}

function countOf(
  at: Instant,
  samples: readonly AdoptionSample[],
  members: readonly FleetMember[],
): readonly Count[] {
  const total = samples.reduce((sum, { weight }) => sum + weight, 0);
  // Nobody was counted: that says nothing about shares.
  if (total === 0) return [];
  const shares = members.map(() => 0);
  const unknown = new Map<string, number>();
  for (const { release, weight } of samples) {
    const member = memberOf(release, members);
    const share = weight / total;
    if (member !== -1) shares[member] = (shares[member] ?? 0) + share;
    else unknown.set(nameOf(release), (unknown.get(nameOf(release)) ?? 0) + share);
  }
  return [{ at, shares, unknown: [...unknown].map(([name, share]) => ({ name, share })) }];
}

/** Of several releases with one revision, the newest stands for all: they carry the same policy. */
function memberOf(release: AdoptionSample["release"], members: readonly FleetMember[]): number {
  if ("version" in release) {
    return members.findIndex((member) => member.release.version === release.version);
  }
  return members.findLastIndex(({ policy }) => policy.revision === release.revision);
}

function nameOf(release: AdoptionSample["release"]): string {
  return "version" in release ? release.version : `revision ${release.revision}`;
}
