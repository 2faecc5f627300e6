import type { Command } from "commander";

import { say } from "../answer.ts";
import { advanceAnswer, type AdvanceWish } from "../rotate/advance-answer.ts";
import { addRotateFlags, type RotateFlags } from "../rotate/rotate-flags.ts";
import { readUnderWay } from "../rotate/situation.ts";

/** Declares `tlspin rotate advance`. */
export function define(command: Command): void {
  addRotateFlags(
    command
      .description("take the next step, unless it cuts somebody off")
      .argument("[host]", "the rotation of this host, where there are several")
      .option("--key <name>", "move this key to its next state, whatever the plan says")
      .option("--dry-run", "only say whether it is safe"),
  )
    .addHelpText("after", AFTER_HELP)
    .action(async (host: string | undefined, flags: RotateFlags & AdvanceWish) => {
      say(await advanceAnswer(await readUnderWay(host, flags), flags), flags);
    });
}

const AFTER_HELP = `
Tries the step in simulation: on every recorded release, and on whoever gets the
new pins.json from now on. Refused where that cuts off more users than
--max-cut-off, or unpins anybody, with the counter-example and the first safe
day. Otherwise pins.json (its layout and notes stay, the revision grows),
.tlspin/servers.json and .tlspin/rotation.json are written, all or none.

A key goes through these states:
  reserve     it exists, and no policy names it
  published   pins.json names it as a backup
  adopted     everybody knows it: servers may show it. A current pin
  active      servers show it, once they have changed over
  retired     no server shows it, and pins.json does not name it
  destroyed   its private half is gone

Exits with 1 where the step is refused.

Examples:
  $ tlspin rotate advance
  $ tlspin rotate advance --adoption users.csv --max-cut-off 0.5 --dry-run`;
