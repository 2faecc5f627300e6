import type { Hostname } from "@tlspin/core";
import {
  decide,
  expired,
  type Judgement,
  type Pinned,
  project,
  type Requirement,
  requirementOf,
} from "@tlspin/formats";

import type { FleetMember, Population } from "../fleet.ts";
import { DAY, type Instant } from "../instant.ts";
import type { HostTimeline } from "../servers/timeline.ts";
import { largestShare, type MemberShares, memberSharesOf } from "./member-shares.ts";
import { hostStatesOf, type ServerState } from "./server-states.ts";
import type { Scenario } from "./simulate.ts";
import { overlapOf, type Span } from "./span.ts";

/** One step of one release on one state of a host's servers: nothing changes within it. */
export interface Cell extends Span {
  readonly member: FleetMember;
  readonly host: Hostname;
  readonly state: ServerState;
  /** What may become of a connection. Several, where clocks or time zones decide. */
  readonly judgements: readonly Judgement[];
  /** The largest share of the population that has the release in this step. */
  readonly share: number;
}

/**
 * Every cell of a scenario, one after the other: there may be millions. `simulate` looks at the same
 * and tells what is wrong; this is for tables, and for tests that try each cell on real servers.
 */
export function* cellsOf(scenario: Scenario): Generator<Cell> {
  for (const population of scenario.fleet.populations) {
    for (const timeline of scenario.servers.hosts) {
      for (const [index, member] of population.members.entries()) {
        const shares = memberSharesOf(population.adoption, index, scenario);
        yield* cellsOfHost({ population, timeline, member, shares }, scenario);
      }
    }
  }
}

interface Row {
  readonly population: Population;
  readonly timeline: HostTimeline;
  readonly member: FleetMember;
  readonly shares: MemberShares;
}

function* cellsOfHost(
  { population: { platform }, timeline, member, shares }: Row,
  scenario: Scenario,
): Generator<Cell> {
  const { host } = timeline;
  const { clockSkew = DAY } = scenario;
  const requirement = requirementOf(project(member.policy, platform).of, host);
  const turns = turnsOf(requirement, clockSkew);
  for (const state of hostStatesOf(timeline, platform, scenario).states) {
    const times = shares.times.map((time) => overlapOf(time, state));
    for (const span of times.flatMap((time) => stepsWithin(time, turns))) {
      const judgements = judgementsAt(requirement, state, { at: span.from, clockSkew });
      yield { ...span, member, host, state, judgements, share: largestShare(shares, span) };
    }
  }
}

function stepsWithin({ from, until }: Span, turns: readonly Instant[]): readonly Span[] {
  if (from >= until) return [];
  const cuts = turns.filter((turn) => turn > from && turn < until);
  return [from, ...cuts].map((start, i) => ({ from: start, until: cuts[i] ?? until }));
}

/** The moments at which the answer of a requirement changes. */
function turnsOf(requirement: Requirement, clockSkew: number): readonly Instant[] {
  if (requirement.kind === "settled") return [];
  const { issued, expiry } = requirement;
  const ends = expiry === undefined ? [] : [expiry.earliest - clockSkew, expiry.latest + clockSkew];
  return [...(issued === undefined ? [] : [issued]), ...ends].toSorted((a, b) => a - b);
}

interface When {
  readonly at: Instant;
  readonly clockSkew: number;
}

function judgementsAt(
  requirement: Requirement,
  { path: { keys: path } }: ServerState,
  { at, clockSkew }: When,
): readonly Judgement[] {
  if (requirement.kind === "settled") return [decide(requirement, { path, at })];
  const { expiry, ...unending } = requirement;
  const inForce = decide(unending, { path, at });
  const mayExpire = expiry !== undefined && at + clockSkew >= expiry.earliest;
  if (!mayExpire || isFinal(inForce, requirement, at)) return [inForce];
  const ended = expired(expiry, requirement.enforced);
  return at - clockSkew < expiry.latest ? [inForce, ended] : [ended];
}

/** What is decided before any expiry is asked about. */
function isFinal({ reason }: Judgement, { issued }: Pinned, at: Instant): boolean {
  return reason === "key-distrusted" || (issued !== undefined && at < issued);
}
