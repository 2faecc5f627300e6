import type { Hostname } from "@tlspin/core";
import { project, requirementOf } from "@tlspin/formats";

import type { Fleet, FleetMember, Population } from "../fleet.ts";
import { DAY, type Instant } from "../instant.ts";
import type { ServerTimeline } from "../servers/timeline.ts";
import { counterExampleOf } from "./counter-example.ts";
import { type MemberShares, largestShare, memberSharesOf } from "./member-shares.ts";
import { peakOf } from "./peak.ts";
import { hostStatesOf } from "./server-states.ts";
import type { Finding, PopulationResult, Simulation } from "./simulation.ts";
import { overlapOf } from "./span.ts";
import { type Trouble, troublesOf } from "./trouble.ts";

/** What to simulate. */
export interface Scenario {
  readonly fleet: Fleet;
  readonly servers: ServerTimeline;
  readonly from: Instant;
  readonly until: Instant;
  /** How far a device's clock may be off, either way, in milliseconds. Left out, one day. */
  readonly clockSkew?: number;
}

/**
 * Tries every release on every state of the servers that it can meet within a time. Exact: the states
 * are finite, and each moment at which anything changes is looked at.
 */
export function simulate(scenario: Scenario): Simulation {
  const { fleet, from, until, clockSkew = DAY } = scenario;
  const perPopulation = fleet.populations.map((population) => ({
    population,
    findings: findingsOf(population, { ...scenario, clockSkew }),
  }));
  const findings = perPopulation
    .flatMap((each) => each.findings)
    .toSorted((a, b) => a.from - b.from || severityOf(b) - severityOf(a) || b.share - a.share);
  const first = findings.find(({ intended }) => !intended);
  return {
    from,
    until,
    clockSkew,
    populations: perPopulation.map((each) => resultOf(each.population, each.findings)),
    findings,
    ...(first === undefined
      ? {}
      : { first, counterExample: counterExampleOf(first, { ...scenario, clockSkew }) }),
    unknownHosts: unknownHostsOf(scenario),
  };
}

type Exact = Required<Scenario>;

function findingsOf(population: Population, scenario: Exact): readonly Finding[] {
  const hosts = scenario.servers.hosts.map((timeline) => ({
    host: timeline.host,
    states: hostStatesOf(timeline, population.platform, scenario),
  }));
  return population.members.flatMap((member, index) => {
    const { of } = project(member.policy, population.platform);
    const shares = memberSharesOf(population.adoption, index, scenario);
    return hosts.flatMap(({ host, states }) =>
      troublesOf(requirementOf(of, host), states, scenario.clockSkew).flatMap((trouble) =>
        findingsIn(trouble, { member, host, shares }),
      ),
    );
  });
}

interface Place {
  readonly member: FleetMember;
  readonly host: Hostname;
  readonly shares: MemberShares;
}

function findingsIn(trouble: Trouble, { member, host, shares }: Place): readonly Finding[] {
  const { outcome, ...why } = trouble.judgement;
  if (outcome === "connects") return [];
  const intended = outcome === "unpinned" && isOpenByPolicy(member, host);
  const { release } = member;
  const known = { release, host, outcome, ...why, intended };
  return shares.times
    .map((time) => overlapOf(time, trouble))
    .filter(({ from, until }) => from < until)
    .map((time) =>
      Object.assign(
        { share: largestShare(shares, time), state: trouble.stateAt(time.from) },
        known,
        time,
      ),
    );
}

/** Whether tlspin itself would not enforce pins there either, at whatever time. */
function isOpenByPolicy({ policy }: FleetMember, host: Hostname): boolean {
  const requirement = requirementOf({ platform: "tlspin", config: policy }, host);
  return requirement.kind === "settled" || !requirement.enforced;
}

// What a release cannot do at all comes before what it may do without pins.
function severityOf({ outcome }: Finding): number {
  return SEVERITY[outcome];
}

const SEVERITY: Readonly<Record<Finding["outcome"], number>> = {
  "does-not-start": 2,
  refuses: 1,
  unpinned: 0,
};

function resultOf(population: Population, findings: readonly Finding[]): PopulationResult {
  const { app, platform, adoption } = population;
  const { source, description, unknown } = adoption;
  const counted = findings.filter(({ intended }) => !intended);
  const ofOutcome = (unpinned: boolean): readonly Finding[] =>
    counted.filter(({ outcome }) => (outcome === "unpinned") === unpinned);
  return {
    app,
    platform,
    adoption: { source, description },
    cutOff: peakOf(population, ofOutcome(false)),
    unpinned: peakOf(population, ofOutcome(true)),
    unknown,
  };
}

function unknownHostsOf({ fleet, servers }: Scenario): readonly Hostname[] {
  const known = new Set(servers.hosts.map(({ host }) => host));
  const pinned = fleet.populations
    .flatMap(({ members }) => members)
    .flatMap(({ policy }) => policy.hosts)
    .filter((rule) => rule.exclude !== true)
    .map(({ host }) => host);
  return [...new Set(pinned)].filter((host) => !known.has(host)).toSorted();
}
