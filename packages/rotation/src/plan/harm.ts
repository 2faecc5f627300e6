import type { Fleet, Population } from "../fleet.ts";
import { DAY } from "../instant.ts";
import type { ServerTimeline } from "../servers/timeline.ts";
import { counterExampleOf } from "../simulate/counter-example.ts";
import { peakOf } from "../simulate/peak.ts";
import { type Scenario, simulate } from "../simulate/simulate.ts";
import type { Finding } from "../simulate/simulation.ts";
import { causedFindings, isSameHarm } from "./caused.ts";

/** What a change does to a fleet. */
export interface Harm {
  /** The largest share of a population that is cut off at one moment. */
  readonly cutOff: number;
  /** The same of those who are connected without a pin having a say. */
  readonly unpinned: number;
  /** The first of it, in a sentence. */
  readonly counterExample?: string;
}

/** One change: who runs what on which servers, before it and after it. */
export interface Comparison extends Omit<Scenario, "fleet" | "servers"> {
  readonly before: { readonly fleet: Fleet; readonly servers: ServerTimeline };
  readonly after: { readonly fleet: Fleet; readonly servers: ServerTimeline };
}

/** What a change does that would not happen without it. */
export function harmOf({ before, after, ...time }: Comparison): Harm {
  const findings = causedFindings(
    simulate({ ...time, ...after }),
    simulate({ ...time, ...before }),
  );
  const [first] = findings;
  const { populations } = after.fleet;
  return {
    cutOff: largest(
      populations,
      findings.filter((each) => each.outcome !== "unpinned"),
    ),
    unpinned: largest(
      populations,
      findings.filter((each) => each.outcome === "unpinned"),
    ),
    ...(first === undefined ? {} : { counterExample: told(first, { ...time, ...after }) }),
  };
}

/** Both harms, the worse of each. The first sentence is kept. */
export function worseOf(a: Harm, b: Harm): Harm {
  const counterExample = a.counterExample ?? b.counterExample;
  return {
    cutOff: Math.max(a.cutOff, b.cutOff),
    unpinned: Math.max(a.unpinned, b.unpinned),
    ...(counterExample === undefined ? {} : { counterExample }),
  };
}

function largest(populations: readonly Population[], findings: readonly Finding[]): number {
  return Math.max(0, ...populations.map((population) => peakOf(population, findings).share));
}

// A part of a finding may begin in another state of the servers than the whole of it did, and with
// another share, so it is looked at anew.
function told(part: Finding, scenario: Scenario): string {
  const { clockSkew = DAY } = scenario;
  const anew = simulate({ ...scenario, from: part.from, until: part.until });
  const finding = anew.findings.find((each) => isSameHarm(each, part)) ?? part;
  return counterExampleOf(finding, { ...scenario, clockSkew });
}
