import type { Command } from "commander";

import { say } from "../answer.ts";
import { addRotateFlags, type RotateFlags } from "../rotate/rotate-flags.ts";
import { readUnderWay } from "../rotate/situation.ts";
import { statusAnswer } from "../rotate/status-answer.ts";

/** Declares `tlspin rotate status`. */
export function define(command: Command): void {
  addRotateFlags(
    command
      .description("say where a rotation stands, and what comes next")
      .argument("[host]", "the rotation of this host, where there are several"),
  )
    .addHelpText("after", AFTER_HELP)
    .action(async (host: string | undefined, flags: RotateFlags) => {
      say(statusAnswer(await readUnderWay(host, flags)), flags);
    });
}

const AFTER_HELP = `
Shows each key and its state, whether the next step is safe today and else from
when, and who is cut off if nothing is done.

Exits with 1 where somebody is, or pins.json is not what the rotation left.

Examples:
  $ tlspin rotate status
  $ tlspin rotate status --adoption users.csv --at 2027-06-01`;
