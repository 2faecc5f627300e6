import { join } from "node:path";

import {
  type Calendar,
  type CalendarFacts,
  calendarOf,
  type CalendarWishes,
  parseSteps,
  serverSteps,
} from "@tlspin/rotation/calendar";

import { usageError } from "../command-error.ts";
import { askedChains } from "../evidence/asked-chains.ts";
import type { ChainFlags } from "../evidence/chain-flags.ts";
import { exists } from "../key-files.ts";
import { printable } from "../printable.ts";
import { readText } from "../read-input.ts";
import { readPolicy } from "../read-policy.ts";
import { type FleetFlags, recordedFleet } from "../rotation/fleet-flags.ts";
import { readServers } from "../rotation/state-folder.ts";
import { madeKeys } from "./made-keys.ts";

/** What a calendar is made of, and what it is to show. */
export interface CalendarFlags extends ChainFlags, FleetFlags {
  readonly at?: Date;
  readonly until?: string;
  readonly dial?: boolean;
  readonly key?: readonly string[];
  readonly steps?: string;
  readonly soon: number;
  readonly keyDays: number;
  readonly certificateDays?: number;
  readonly renewBefore?: number;
}

/** A calendar, and whether a host that was to be dialled said nothing. */
export interface FoundCalendar {
  readonly calendar: Calendar;
  readonly isPartial: boolean;
}

/**
 * Makes the calendar of a policy file, and of what was given with it or dialled.
 *
 * @throws {CommandError} A file cannot be read, or an argument is wrong.
 * @throws {PolicyError | RotationFileError} The policy, or another file, is not valid.
 */
export async function calendarOfFiles(path: string, flags: CalendarFlags): Promise<FoundCalendar> {
  const { name, policy } = await readPolicy(path);
  const { chains, unreachable } = await askedChains([policy], flags, flags.dial === true);
  const facts: CalendarFacts = {
    policy,
    policyName: name,
    chains: chains.map(({ host, chain, from }) => ({ host, certificates: chain.ders, from })),
    keys: await madeKeys(flags.state, flags.key ?? []),
    ...(await planOf(flags)),
  };
  const calendar = calendarAt(facts, flags);
  const silent = unreachable.map(({ host, message }) => `${host}: ${printable(message)}`);
  return {
    calendar: { ...calendar, gaps: [...silent, ...calendar.gaps] },
    isPartial: unreachable.length > 0,
  };
}

/** What is planned: the steps that are listed, what servers are to show, and how releases spread. */
async function planOf(flags: CalendarFlags): Promise<Pick<CalendarFacts, "steps" | "fleet">> {
  const { steps, state, at = new Date() } = flags;
  const listed = steps === undefined ? [] : parseSteps(await readText(steps));
  const servers = join(state, "servers.json");
  const served = (await exists(servers))
    ? serverSteps(await readServers(servers), at.getTime(), servers)
    : [];
  return { steps: [...listed, ...served], fleet: await recordedFleet(flags) };
}

function calendarAt(facts: CalendarFacts, flags: CalendarFlags): Calendar {
  const { at = new Date(), until, soon, keyDays, certificateDays, renewBefore } = flags;
  const wishes: CalendarWishes = {
    soon,
    keyDays,
    ...(until === undefined ? {} : { until }),
    ...(certificateDays === undefined ? {} : { certificateDays }),
    ...(renewBefore === undefined ? {} : { renewBefore }),
  };
  try {
    return calendarOf(facts, at, wishes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw usageError(`--until: ${error.message}`, "name a day that is still to come");
  }
}
