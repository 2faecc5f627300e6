import { decidePath, type Pinned, requirementOf } from "@tlspin/formats";
import { type Scenario, simulate } from "@tlspin/rotation";

// The kernel is no API, and what a benchmark looks at.
import {
  type HostStates,
  hostStatesOf,
} from "../../../../packages/rotation/src/simulate/server-states.ts";
import { matchedStates } from "../../../../packages/rotation/src/simulate/state-sets.ts";
import { fleetScenario } from "../fleets.ts";
import type { Row, RowResult, Variant } from "../harness.ts";

/** The simulation: its kernel against what one would write first, and how it grows. */
export const SIMULATE_ROWS: readonly Row[] = [
  {
    name: "simulate: a release against a state of a server",
    operation: "pair",
    variants: kernelVariants,
    goals: [
      {
        text: "100 million pairs a second",
        isReached: (result) => (result.variants[0]?.perSecond ?? 0) >= 100e6,
      },
      {
        text: "8 times as fast as asking each pair",
        isReached: (result) => ratioOf(result, 1) >= 8 && ratioOf(result, 2) >= 8,
      },
    ],
  },
  {
    name: "simulate: 10 years of 20 hosts, with more and more releases",
    operation: "pair",
    rounds: 7,
    variants: () => [125, 250, 500, 1000].map((releases) => simulation(releases, 20)),
    goals: [
      {
        text: "8 times the releases, at most twice the time for each pair",
        isReached: (result) => ratioOf(result, 3) <= 2,
      },
    ],
  },
  {
    name: "simulate: 1,000 releases, 10 years, with more and more hosts",
    operation: "pair",
    rounds: 3,
    variants: () => [25, 100].map((hosts) => simulation(1000, hosts)),
    goals: [
      {
        text: "4 times the hosts, at most 1.5 times the time for each pair",
        isReached: (result) => ratioOf(result, 1) <= 1.5,
      },
      {
        text: "100 hosts in 10 seconds of one core",
        isReached: (result) => PAIRS_OF_ALL / (result.variants[1]?.perSecond ?? 0) <= 10,
      },
    ],
  },
];

const YEARS = 10;
const PAIRS_OF_ALL = 1000 * 100 * YEARS * 12;

function simulation(releases: number, hosts: number): Variant {
  const scenario = fleetScenario({ releases, hosts, years: YEARS });
  return {
    name: `${releases} releases, ${hosts} hosts`,
    run: () => {
      simulate(scenario);
      return releases * hosts * YEARS * 12;
    },
  };
}

/** 200 releases on 1,000 states of one host. */
function kernelVariants(): readonly Variant[] {
  const scenario = fleetScenario({ releases: 200, hosts: 1, years: 84 });
  const host = statesOf(scenario);
  const requirements = requirementsOf(scenario);
  const pairs = requirements.length * host.states.length;
  const counting = (name: string, count: (requirement: Pinned) => number): Variant => ({
    name,
    run: () => {
      let matched = 0;
      for (const requirement of requirements) matched += count(requirement);
      if (matched !== EXPECTED) throw new Error(`${name}: ${matched} pairs match`);
      return pairs;
    },
  });
  const paths = host.states.map(({ path }) => path.keys);
  const lists = new Map(requirements.map((each) => [each, [...(each.demands[0]?.leaf ?? [])]]));
  return [
    counting("bit sets", (requirement) => bitsIn(matchedStates(requirement, host))),
    counting("the model, pair by pair", (requirement) => {
      let matched = 0;
      for (const path of paths) if (decidePath(requirement, path).outcome === "connects") matched++;
      return matched;
    }),
    counting("some and includes", (requirement) => {
      const pins = lists.get(requirement) ?? [];
      let matched = 0;
      for (const path of paths) if (path.some(({ spki }) => pins.includes(spki))) matched++;
      return matched;
    }),
  ];
}

function statesOf(scenario: Scenario): HostStates {
  const [timeline] = scenario.servers.hosts;
  if (timeline === undefined) throw new Error("no host");
  return hostStatesOf(timeline, "tlspin", scenario);
}

function requirementsOf({ fleet, servers }: Scenario): readonly Pinned[] {
  const host = servers.hosts[0]?.host ?? "";
  return (fleet.populations[0]?.members ?? []).flatMap(({ policy }) => {
    const requirement = requirementOf({ platform: "tlspin", config: policy }, host);
    return requirement.kind === "pinned" ? [requirement] : [];
  });
}

function bitsIn(set: Uint32Array): number {
  let count = 0;
  for (let word = 0; word < set.length; word++) {
    for (let rest = set[word] ?? 0; rest !== 0; rest &= rest - 1) count++;
  }
  return count;
}

function ratioOf({ variants }: RowResult, index: number): number {
  return variants[index]?.ratio.median ?? Number.NaN;
}

// Each release knows the keys of three months, all of which are served.
const EXPECTED = 600;
