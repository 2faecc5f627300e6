import { join } from "node:path";

import { DAY, type Scenario, simulate, type Simulation } from "@tlspin/rotation";
import type { Command } from "commander";

import { type Answer, say } from "../answer.ts";
import { type ExitCode, usageError } from "../command-error.ts";
import { dateOf } from "../date-flag.ts";
import { paint } from "../paint.ts";
import { printable } from "../printable.ts";
import {
  addFleetFlags,
  type FleetFlags,
  notNegative,
  recordedFleet,
} from "../rotation/fleet-flags.ts";
import { simulationDocument } from "../rotation/simulate-json.ts";
import { populationLine, simulationLines } from "../rotation/simulate-text.ts";
import { addStateFlag, readServers } from "../rotation/state-folder.ts";

/** Declares `tlspin simulate`. */
export function define(command: Command): void {
  addFleetFlags(
    addStateFlag(command).option(
      "--servers <file>",
      "what servers show (default: servers.json of --state)",
    ),
  )
    .option("--clock-skew <days>", "how far clocks may be off", notNegative, 1)
    .option("--max-cut-off <percent>", "how many users may be cut off or unpinned", notNegative, 0)
    .option("--from <date>", "begin here (default: today)", dateOf)
    .option("--until <date>", "end here (default: 3 years later)", dateOf)
    .option("--json", "print one JSON document")
    .addHelpText("after", AFTER_HELP)
    .action(async (flags: SimulateFlags) => {
      const simulation = simulate(await scenarioOf(flags));
      say(answerOf(simulation, flags.maxCutOff), flags);
    });
}

interface SimulateFlags extends FleetFlags {
  readonly servers?: string;
  readonly clockSkew: number;
  readonly maxCutOff: number;
  readonly from?: Date;
  readonly until?: Date;
  readonly json?: boolean;
}

async function scenarioOf(flags: SimulateFlags): Promise<Scenario> {
  const fleet = await recordedFleet(flags);
  if (fleet.populations.length === 0) {
    throw usageError("no release was recorded", "record them: tlspin release add");
  }
  return {
    fleet,
    servers: await readServers(flags.servers ?? join(flags.state, "servers.json")),
    ...timeOf(flags),
    clockSkew: flags.clockSkew * DAY,
  };
}

function timeOf(flags: SimulateFlags): Pick<Scenario, "from" | "until"> {
  const now = Date.now();
  const from = flags.from?.getTime() ?? now - (now % DAY);
  const until = flags.until?.getTime() ?? threeYearsAfter(from);
  if (from < until) return { from, until };
  throw usageError("--until is not after --from", "name a later day");
}

function threeYearsAfter(from: number): number {
  const date = new Date(from);
  return date.setUTCFullYear(date.getUTCFullYear() + 3);
}

function answerOf(simulation: Simulation, maxCutOff: number): Answer {
  const exitCode = exitCodeOf(simulation, maxCutOff);
  const { counterExample, populations } = simulation;
  return {
    exitCode,
    document: { ...simulationDocument(simulation), maxCutOffPercent: maxCutOff },
    text: [
      ...simulationLines(simulation),
      ...populations.map(populationLine),
      ...(counterExample === undefined ? [] : ["", `First: ${printable(counterExample)}.`]),
      "",
      SUMMARIES[exitCode],
    ].join("\n"),
  };
}

function exitCodeOf({ populations, unknownHosts }: Simulation, maxCutOff: number): ExitCode {
  const worst = populations.map(({ cutOff, unpinned }) => Math.max(cutOff.share, unpinned.share));
  if (worst.some((share) => share * 100 > maxCutOff + ROUNDING)) return 1;
  const isComplete =
    unknownHosts.length === 0 && populations.every(({ unknown }) => unknown.length === 0);
  return isComplete ? 0 : 3;
}

// Shares are sums of fractions: 0.07 * 100 is more than 7.
const ROUNDING = 1e-9;

const SUMMARIES: Readonly<Record<ExitCode, string>> = {
  0: `${paint("green", "safe:")} nobody is cut off or loses pins above what is allowed.`,
  1: `${paint("red", "not safe:")} more users are cut off, or lose their pins, than is allowed.`,
  2: "",
  3: `${paint("yellow", "not complete:")} nobody is known to be cut off, but not all could be judged.`,
};

const AFTER_HELP = `
Tries every release that was recorded on every key and path that the servers
show, and says who is refused or loses pins, from when, and by what. Exits with
1 where that is more of an app's users than --max-cut-off, with 3 where a
release or a host could not be judged.

What servers show stands in .tlspin/servers.json; each key has a name:
  { "version": 1,
    "keys": { "A": "sha256/…=", "C": "sha256/…=", "our CA": "sha256/…=" },
    "hosts": [ { "host": "api.example.com", "serves": [
      { "from": "2026-01-01", "paths": [["A", "our CA"]] },
      { "from": "2027-01-14", "rollOutDays": 2, "paths": [["C", "our CA"]] }
    ] } ] }

Adoption is a CSV or JSON (date, version, users), a saved Prometheus answer, or
lines of an access log. Only counts are kept.

Examples:
  $ tlspin simulate
  $ tlspin simulate --adoption users.csv --half-life 30 --until 2028-01-01
  $ grep ' /v1/' access.log | tlspin simulate --adoption - --adoption-format log`;
