import {
  type AdoptionFormat,
  type AdoptionSample,
  type Fleet,
  type FleetEvidence,
  fleetOf,
  readAdoption,
} from "@tlspin/rotation";
import { type Command, InvalidArgumentError, Option } from "commander";

import { append } from "../evidence/chain-flags.ts";
import { readText } from "../read-input.ts";
import { readLedger, readSnapshots, type StateFlag } from "./state-folder.ts";

/** The options of every command that asks who has which release. */
export interface FleetFlags extends StateFlag {
  readonly adoption?: readonly string[];
  readonly adoptionFormat?: AdoptionFormat;
  readonly pattern?: RegExp;
  readonly halfLife?: number;
}

/** Adds them to a command. */
export function addFleetFlags(command: Command): Command {
  return command
    .option("--adoption <file>", "who has which release; may be repeated", append)
    .addOption(new Option("--adoption-format <format>", "of these files").choices(FORMATS))
    .option("--pattern <regexp>", "finds (?<version>…) or (?<revision>…) in log lines", patternOf)
    .option("--half-life <days>", "assume that half of the users update in so many days", positive);
}

/**
 * Puts together the fleet of the releases that were recorded. Without any, it is empty.
 *
 * @throws {CommandError} A file cannot be read.
 * @throws {RotationFileError} One is not valid.
 */
export async function recordedFleet(flags: FleetFlags): Promise<Fleet> {
  return fleetOf(await recordedEvidence(flags));
}

/** The same, before it is put together. */
export async function recordedEvidence(flags: FleetFlags): Promise<FleetEvidence> {
  const { ledger } = await readLedger(flags);
  const { halfLife } = flags;
  return {
    ledger,
    policies: await readSnapshots(ledger, flags),
    samples: await samplesOf(flags),
    ...(halfLife === undefined ? {} : { curve: { halfLifeDays: halfLife } }),
  };
}

async function samplesOf(flags: FleetFlags): Promise<readonly AdoptionSample[]> {
  const { adoption = [], adoptionFormat, pattern } = flags;
  const options = {
    ...(adoptionFormat === undefined ? {} : { format: adoptionFormat }),
    ...(pattern === undefined ? {} : { pattern }),
  };
  const files = await Promise.all(adoption.map(readText));
  return files.flatMap((file) => readAdoption(file, options));
}

function positive(text: string): number {
  const number = notNegative(text);
  if (number > 0) return number;
  throw new InvalidArgumentError("Write a number above 0.");
}

/** Reads a number that an option names. */
export function notNegative(text: string): number {
  const number = Number(text);
  if (/^\d+(?:\.\d+)?$/.test(text) && Number.isFinite(number)) return number;
  throw new InvalidArgumentError("Write a number, such as 0.5.");
}

function patternOf(text: string): RegExp {
  if (!/\(\?<(?:version|revision)>/.test(text)) {
    throw new InvalidArgumentError("Name a group: Desktop/(?<version>[\\d.]+)");
  }
  try {
    return new RegExp(text);
  } catch {
    throw new InvalidArgumentError("It is no regular expression.");
  }
}

const FORMATS = ["csv", "json", "prometheus", "log"] as const satisfies readonly AdoptionFormat[];
