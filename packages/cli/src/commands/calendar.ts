import { isDay } from "@tlspin/rotation/calendar";
import { type Command, InvalidArgumentError } from "commander";

import { calendarOfFiles, type CalendarFlags } from "../calendar/calendar-of-files.ts";
import {
  type OutputFlags,
  printedForm,
  requireOnePrinted,
  writeForms,
} from "../calendar/outputs.ts";
import { calendarText } from "../calendar/report-text.ts";
import { dateOf } from "../date-flag.ts";
import { addChainFlags, append } from "../evidence/chain-flags.ts";
import { addFleetFlags } from "../rotation/fleet-flags.ts";
import { addStateFlag } from "../rotation/state-folder.ts";
import { wrapFor } from "../wrap.ts";

/** Declares `tlspin calendar`. */
export function define(command: Command): void {
  command
    .argument("[policy]", "the policy file, or - for standard input", "pins.json")
    .option("--ics <file>", "write iCalendar, or print it: -")
    .option("--svg <file>", "write the picture")
    .option("--html <file>", "write one page with everything")
    .option("--json", "print one JSON document")
    .option("--until <day>", "the last day to show (default: in three years)", dayOf)
    .option("--soon <days>", "what is due within these days is near", daysOf, 30)
    .option("--dial", "look at each pinned host's certificate");
  addFleetFlags(addStateFlag(addChainFlags(command)))
    .option("--key <file>", "a CSR or public key, whose date tells its age", append)
    .option("--key-days <days>", "replace a key at this age", daysOf, 730)
    .option("--certificate-days <days>", "how long new certificates live", daysOf)
    .option("--renew-before <days>", "renew so long before a certificate ends", daysOf)
    .option("--steps <file>", "a list of steps of a rotation (JSON)")
    .option("--at <date>", "make it of this time (RFC 3339) instead of now", dateOf)
    .addHelpText("after", AFTER_HELP)
    .action(calendar);
}

async function calendar(path: string, flags: CalendarFlags & OutputFlags): Promise<void> {
  requireOnePrinted(flags);
  const found = await calendarOfFiles(path, flags);
  const written = await writeForms(found.calendar, flags);
  const printed =
    printedForm(found.calendar, flags) ??
    `${wrapFor(process.stdout, calendarText(found.calendar, written))}\n`;
  process.stdout.write(printed);
  process.exitCode = found.isPartial ? 3 : 0;
}

function dayOf(text: string): string {
  if (isDay(text)) return text;
  throw new InvalidArgumentError("Write a day, such as 2029-12-31.");
}

function daysOf(text: string): number {
  const [, days = "0"] = /^(\d{1,4})d?$/.exec(text) ?? [];
  if (Number(days) > 0) return Number(days);
  throw new InvalidArgumentError("Write a number of days, such as 90d.");
}

const AFTER_HELP = `
Puts together every date on which the pins depend: certificates and pins that
expire, keys that grow old, steps of a rotation, renewals to come, and public
dates from which certificates live shorter. Each is measured, planned or public,
and says where it comes from. What is not known is listed, not passed over.

Certificates come from --dial or --chain, ages of keys from the dates of CSRs
(of --key, and those in .tlspin/keys), steps from .tlspin/servers.json and
--steps, and how releases spread from .tlspin/releases.json and --adoption.

Import the .ics again whenever something changed: events keep their identity, so
that they move. A file is replaced only where the last one was tlspin's too.

Exits with 3 where a host that was to be dialled could not be reached.

Examples:
  $ tlspin calendar --dial
  $ tlspin calendar pins.json --chain api.example.com=chain.pem --ics pins.ics
  $ tlspin calendar --dial --html calendar.html --until 2029-12-31`;
