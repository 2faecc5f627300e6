import { type ChangeKind, CHANGE_KINDS } from "@tlspin/lint";
import { type Command, InvalidArgumentError, Option } from "commander";

import type { ExitCode } from "../command-error.ts";
import { usageError } from "../command-error.ts";
import { dateOf } from "../date-flag.ts";
import { type Compared, compareFiles, type DiffFileFlags } from "../diff/compare-files.ts";
import { changeAnnotations } from "../diff/report-github.ts";
import { diffDocument } from "../diff/report-json.ts";
import { markdownReport } from "../diff/report-markdown.ts";
import { diffSummary, diffText } from "../diff/report-text.ts";
import { addChainFlags, append } from "../evidence/chain-flags.ts";
import { jsonText } from "../json-text.ts";
import { wrapFor } from "../wrap.ts";

/** Declares `tlspin diff`. */
export function define(command: Command): void {
  command
    .argument("<old>", "the policy in force; with --git, the new one")
    .argument("[new]", "the policy that is to follow it")
    .option("--git <ref>", "compare the file with itself in this git revision")
    .option("--against-live", "look at each pinned host's chain");
  addChainFlags(command)
    .option("--release <name=file>", "the policy that a release carries", append)
    .option("--at <date>", "judge at this time (RFC 3339) instead of now", dateOf)
    .addOption(failOnOption())
    .addOption(new Option("--format <format>", "how to print").choices(FORMATS))
    .option("--json", "print one JSON document")
    .addHelpText("after", AFTER_HELP)
    .action(diff);
}

type Format = (typeof FORMATS)[number];

interface DiffFlags extends DiffFileFlags {
  readonly failOn: readonly ChangeKind[];
  readonly format?: Format;
  readonly json?: boolean;
}

async function diff(first: string, second: string | undefined, flags: DiffFlags): Promise<void> {
  const format = formatOf(flags);
  const compared = await compareFiles(first, second, flags);
  process.stdout.write(`${PRINTERS[format](compared)}\n`);
  process.exitCode = exitCodeOf(compared, flags.failOn);
}

function exitCodeOf(
  { diff: { counts }, unreachable }: Compared,
  failOn: readonly ChangeKind[],
): ExitCode {
  if (failOn.some((kind) => counts[kind] > 0)) return 1;
  return unreachable.length > 0 ? 3 : 0;
}

function formatOf({ format, json }: DiffFlags): Format {
  if (json !== true) return format ?? "pretty";
  if (format === undefined || format === "json") return "json";
  throw usageError(`--json and --format ${format} exclude each other`, "give one of them");
}

function failOnOption(): Option {
  const worst: readonly ChangeKind[] = ["opening", "bricking"];
  return new Option("--fail-on <kinds>", "exit with 1 for these kinds of change, or none")
    .argParser(kindsOf)
    .default(worst, worst.join(","));
}

function kindsOf(text: string): readonly ChangeKind[] {
  if (text === "none") return [];
  return text.split(",").map((word) => {
    const kind = CHANGE_KINDS.find((each) => each === word);
    if (kind !== undefined) return kind;
    throw new InvalidArgumentError(`Write none, or some of ${CHANGE_KINDS.join(",")}.`);
  });
}

const FORMATS = ["pretty", "json", "github", "markdown"] as const;

const PRINTERS: Readonly<Record<Format, (compared: Compared) => string>> = {
  pretty: (compared) => wrapFor(process.stdout, diffText(compared)),
  json: (compared) => jsonText(diffDocument(compared)),
  github: (compared) => [...changeAnnotations(compared), diffSummary(compared)].join("\n"),
  markdown: markdownReport,
};

const AFTER_HELP = `
Says of each change what it does to servers and users:
  opening    a host is no longer pinned, now or from a day on
  bricking   a release, or the live server, fails
  narrowing  a peer is refused that was accepted
  widening   a peer is accepted that was refused
  promotion  a backup becomes current, or the reverse: no verdict changes
  neutral    no verdict changes

Whether a narrowing bricks, only the servers tell: give --against-live or
--chain. Whether a promotion cuts a release off: give --release.

Exit codes: 1 for a change of a kind in --fail-on; 3 where there is none, and a
host could not be reached.

Examples:
  $ tlspin diff --git main pins.json --against-live
  $ tlspin diff old.json new.json --fail-on opening,bricking,narrowing
  $ tlspin diff --git origin/main pins.json --format markdown \\
      >> "$GITHUB_STEP_SUMMARY"`;
