import type { Adoption, FleetMember, Population } from "../fleet.ts";
import { firstAfter, type Instant, textOfInstant } from "../instant.ts";
import { curveOf } from "./curve.ts";
import { type Measured, measuredOf } from "./measured.ts";
import type { AdoptionCurve, AdoptionSample } from "./sample.ts";

/** The share of a population that has one of its releases at a moment. */
export type ShareOf = (member: number, at: Instant) => number;

/** What is known of who has which release. */
export interface AdoptionEvidence {
  readonly samples?: readonly AdoptionSample[];
  readonly curve?: AdoptionCurve;
}

/** The shares of a population by what was measured, and by the curve where nothing was. */
export function sharesOf(
  population: Omit<Population, "adoption">,
  { samples = [], curve }: AdoptionEvidence,
): Adoption {
  const measured = measuredOf(population, samples);
  const life = measured === undefined ? { halfLifeDays: 30, ...curve } : curve;
  const lives = livesOf(population.members, measured);
  const raw = rawShares(population.members, measured, life);
  return {
    ...originOf(measured, life),
    ...(measured === undefined ? {} : { counted: { first: measured.first, last: measured.last } }),
    shareOf: amongLiving(lives, raw.shareOf),
    turns: [
      ...new Set([...raw.turns, ...lives.flatMap(({ from, until }) => [from, until])]),
    ].toSorted((a, b) => a - b),
    unknown: measured?.unknown ?? [],
  };
}

function originOf(
  measured: Measured | undefined,
  curve: AdoptionCurve | undefined,
): Pick<Adoption, "source" | "description"> {
  const assumed =
    curve === undefined
      ? ""
      : `half of the users who can update have done so after ${curve.halfLifeDays} days; after 10 times that, a release counts as gone`;
  if (measured === undefined) return { source: "assumed", description: `assumed: ${assumed}` };
  const last = `measured, last on ${textOfInstant(measured.last)}`;
  if (curve === undefined) return { source: "measured", description: `${last}, and held since` };
  return {
    source: "measured-then-assumed",
    description: `${last}; from then on assumed: ${assumed}`,
  };
}

interface Raw {
  readonly shareOf: ShareOf;
  readonly turns: readonly Instant[];
}

function rawShares(
  members: readonly FleetMember[],
  measured: Measured | undefined,
  curve: AdoptionCurve | undefined,
): Raw {
  if (measured === undefined) return curveOf(members, curve ?? { halfLifeDays: 30 });
  if (curve === undefined) return measured;
  const before = curveOf(members, curve);
  const after = curveOf(members, curve, measured);
  return {
    turns: [...measured.turns, ...before.turns, ...after.turns],
    shareOf: (member, at) => {
      if (at < measured.first) return before.shareOf(member, at);
      return (at < measured.last ? measured : after).shareOf(member, at);
    },
  };
}

interface Life {
  readonly from: Instant;
  readonly until: Instant;
}

/** When each release is out. Who was measured with a release after its end has it all the same. */
function livesOf(members: readonly FleetMember[], measured: Measured | undefined): readonly Life[] {
  return members.map(({ release: { released, ended = Infinity } }, member) => ({
    from: released,
    until: measured?.isSeenAfter(member, ended) === true ? Infinity : ended,
  }));
}

/** Who had an ended release has the newest one that is out. */
function amongLiving(lives: readonly Life[], raw: ShareOf): ShareOf {
  const ended = lives.flatMap(({ until }, member) => (until === Infinity ? [] : [member]));
  if (ended.length === 0) return raw;
  const newest = newestOf(lives);
  const hasEnded = (member: number, at: Instant): boolean => at >= (lives[member]?.until ?? 0);
  return (member, at) => {
    if (hasEnded(member, at)) return 0;
    const own = raw(member, at);
    if (newest(at) !== member) return own;
    return ended.reduce((sum, other) => (hasEnded(other, at) ? sum + raw(other, at) : sum), own);
  };
}

/** The newest release that is out at a moment. It changes only where one begins or ends. */
function newestOf(lives: readonly Life[]): (at: Instant) => number {
  const bounds = [...new Set(lives.flatMap(({ from, until }) => [from, until]))]
    .filter((bound) => bound !== Infinity)
    .toSorted((a, b) => a - b);
  const newest = bounds.map((at) =>
    lives.findLastIndex(({ from, until }) => from <= at && at < until),
  );
  return (at) => newest[firstAfter(bounds, at) - 1] ?? -1;
}
