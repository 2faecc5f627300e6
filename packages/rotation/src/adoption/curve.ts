import type { FleetMember } from "../fleet.ts";
import { DAY, type Instant } from "../instant.ts";
import type { AdoptionCurve } from "./sample.ts";
import type { ShareOf } from "./shares.ts";

/** Where a curve begins: with the shares of a moment. Left out, with the first release alone. */
export interface CurveStart {
  readonly last: Instant;
  readonly shareOf: ShareOf;
}

/**
 * Shares by a curve: whoever runs an older release moves to the newest, and half of those who are left
 * do so in each half-life.
 *
 * So the part that does not have release n or a newer one halves from the day on which n is out, and
 * the share of n is the difference of two such parts.
 */
export function curveOf(
  members: readonly FleetMember[],
  { halfLifeDays }: AdoptionCurve,
  start?: CurveStart,
): { readonly shareOf: ShareOf; readonly turns: readonly Instant[] } {
  const halfLife = halfLifeDays * DAY;
  const steps = stepsOf(members, start);
  const gone = steps.map((_, member) => goneAt(steps[member + 1], halfLife));
  return {
    turns: [...steps.map(({ from }) => from), ...gone.filter((at) => at !== Infinity)],
    shareOf: (member, at) => {
      if (at >= (gone[member] ?? 0)) return 0;
      const newer = partWithAtLeast(steps[member + 1], at, halfLife);
      return Math.max(0, partWithAtLeast(steps[member], at, halfLife) - newer);
    },
  };
}

/** The part of the users that had a release or a newer one at the moment from which it grows. */
interface Step {
  readonly from: Instant;
  readonly part: number;
}

function stepsOf(members: readonly FleetMember[], start: CurveStart | undefined): readonly Step[] {
  // Before the first release there is nothing to update from.
  if (start === undefined) {
    return members.map(({ release }, member) => ({
      from: release.released,
      part: member === 0 ? 1 : 0,
    }));
  }
  const { last, shareOf } = start;
  let part = 0;
  const steps = members.toReversed().map(({ release: { released } }, i) => {
    part += shareOf(members.length - 1 - i, last);
    return { from: Math.max(released, last), part: Math.min(1, part) };
  });
  return steps.toReversed();
}

function partWithAtLeast(step: Step | undefined, at: Instant, halfLife: number): number {
  if (step === undefined || at < step.from) return 0;
  return 1 - (1 - step.part) * 2 ** ((step.from - at) / halfLife);
}

// Without a last user, no release would ever be gone: 2 ** -10 is one in a thousand.
function goneAt(next: Step | undefined, halfLife: number): Instant {
  return next === undefined ? Infinity : next.from + HALF_LIVES_UNTIL_GONE * halfLife;
}

const HALF_LIVES_UNTIL_GONE = 10;
