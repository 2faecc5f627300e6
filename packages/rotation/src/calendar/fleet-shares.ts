import type { Fleet, FleetMember, Population } from "../fleet.ts";
import { addDays, dayOf, daysBetween, startOf } from "./day.ts";
import type { ReleaseShares } from "./facts.ts";
import type { Span } from "./lanes/lane.ts";

/** How the releases of a fleet spread in a span: as it was counted, and by its curve elsewhere. */
export function fleetShares(fleet: Fleet, span: Span): readonly ReleaseShares[] {
  return fleet.populations.flatMap((population) => sharesOf(population, span));
}

function sharesOf(population: Population, span: Span): readonly ReleaseShares[] {
  const { members, adoption } = population;
  const { counted, shareOf, turns } = adoption;
  // A release that never ends turns at infinity.
  const days = daysOf(turns.filter(Number.isFinite).map(dayOf), span);
  return members.map((each, member) => {
    const points = days.map((on) => ({ on, share: shareOf(member, startOf(on)) }));
    const release = nameOf(population, each);
    if (counted === undefined) return { release, points };
    const { first, last } = counted;
    return { release, counted: { from: dayOf(first), until: dayOf(last) }, points };
  });
}

function nameOf({ app, platform }: Population, { release }: FleetMember): string {
  return `${app} ${release.version}${platform === "tlspin" ? "" : ` (${platform})`}`;
}

/** Each week, and each day on which a share turns. */
function daysOf(turns: readonly string[], { from, to }: Span): readonly string[] {
  const weeks = Math.ceil(daysBetween(from, to) / 7);
  const weekly = Array.from({ length: weeks }, (_, week) => addDays(from, week * 7));
  const within = turns.filter((day) => day >= from && day <= to);
  return [...new Set([...weekly, ...within, to])].toSorted();
}
