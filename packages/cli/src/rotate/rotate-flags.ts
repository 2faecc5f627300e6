import { type Command, InvalidArgumentError } from "commander";

import { dateOf } from "../date-flag.ts";
import { addFleetFlags, type FleetFlags, notNegative } from "../rotation/fleet-flags.ts";
import { addStateFlag } from "../rotation/state-folder.ts";

/** The flags of every `tlspin rotate`. */
export interface RotateFlags extends FleetFlags {
  readonly policy: string;
  /** In percent. */
  readonly maxCutOff: number;
  readonly at?: Date;
  readonly json?: boolean;
}

/** Adds them to a command. */
export function addRotateFlags(command: Command): Command {
  return addFleetFlags(addStateFlag(command.option("--policy <file>", "the policy", "pins.json")))
    .option("--max-cut-off <percent>", "how many users may be cut off", percentOf, 0)
    .option("--at <date>", "as if it were this day", dateOf)
    .option("--json", "print one JSON document");
}

function percentOf(text: string): number {
  const percent = notNegative(text);
  if (percent <= 100) return percent;
  throw new InvalidArgumentError("Write a number from 0 to 100.");
}
