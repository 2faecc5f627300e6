import { type Command, InvalidArgumentError, Option } from "commander";

import { usageError } from "../command-error.ts";
import { dateOf } from "../date-flag.ts";
import { addChainFlags, append } from "../evidence/chain-flags.ts";
import { addFailOnFlag, exitCodeOf, type FailOnFlag } from "../fail-on.ts";
import { jsonText } from "../json-text.ts";
import { lintFile, type LintFileFlags } from "../lint/lint-file.ts";
import type { Linted } from "../lint/linted.ts";
import { lintAnnotations } from "../lint/report-github.ts";
import { lintDocument } from "../lint/report-json.ts";
import { sarifLog } from "../lint/report-sarif.ts";
import { summaryOf, textReport } from "../lint/report-text.ts";
import { versionText } from "../version.ts";
import { wrapFor } from "../wrap.ts";

/** Declares `tlspin lint`. */
export function define(command: Command): void {
  command
    .argument("<policy>", "the policy file, or - for standard input")
    .option("--base <file|ref:path>", "the policy in force: a file, or of a git revision")
    .option("--horizon <days>", "what ends within these days is near", daysOf, 100)
    .option("--dial", "look at each pinned host's chain");
  addChainFlags(command)
    .option("--key <file>", "a CSR or public key that you hold (PEM)", append)
    .option("--release <name=file>", "the policy that a release carries", append)
    .option("--client-certificate", "the app presents a client certificate")
    .option("--no-client-certificate", "it does not")
    .option("--at <date>", "judge at this time (RFC 3339) instead of now", dateOf)
    .option("--fix", "mend what changes no verdict; rewrites the file");
  addFailOnFlag(command)
    .addOption(new Option("--format <format>", "how to print").choices(FORMATS))
    .option("--json", "print one JSON document")
    .addHelpText("after", AFTER_HELP)
    .action(lint);
}

type Format = (typeof FORMATS)[number];

interface LintFlags extends LintFileFlags, FailOnFlag {
  readonly format?: Format;
  readonly json?: boolean;
}

async function lint(path: string, flags: LintFlags): Promise<void> {
  const format = formatOf(flags);
  const linted = await lintFile(path, flags);
  process.stdout.write(`${PRINTERS[format](linted)}\n`);
  const severities = linted.findings.map(({ severity }) => severity);
  process.exitCode = exitCodeOf(severities, flags.failOn, linted.unreachable.length > 0);
}

function formatOf({ format, json }: LintFlags): Format {
  if (json !== true) return format ?? "pretty";
  if (format === undefined || format === "json") return "json";
  throw usageError(`--json and --format ${format} exclude each other`, "give one of them");
}

function daysOf(text: string): number {
  const [, days] = /^(\d{1,4})d?$/.exec(text) ?? [];
  if (days !== undefined) return Number(days);
  throw new InvalidArgumentError("Write a number of days, such as 100d.");
}

const FORMATS = ["pretty", "json", "sarif", "github"] as const;

const PRINTERS: Readonly<Record<Format, (linted: Linted) => string>> = {
  pretty: (linted) => wrapFor(process.stdout, textReport(linted)),
  json: (linted) => jsonText(lintDocument(linted)),
  sarif: (linted) => jsonText(sarifLog(linted, versionText())),
  github: (linted) => [...lintAnnotations(linted), summaryOf(linted)].join("\n"),
};

const AFTER_HELP = `
Lists every problem of the file, and what will hurt although it loads: where it
is, what is wrong, what to do. What a rule would have to know comes from --dial
or --chain, --base, --key, --release; without it the rule is not judged, and is
never said to have passed.

--fix raises the revision and takes out pins that their own rule distrusts.

Exit codes: 1 where a finding is as bad as --fail-on says; 3 where nothing is,
and a host that was to be dialled could not be reached.

Examples:
  $ tlspin lint pins.json --base main: --fail-on warning
  $ tlspin lint pins.json --dial --key .tlspin/keys/api-2027.csr.pem
  $ tlspin lint pins.json --format sarif > lint.sarif
  $ curl -s https://config.example.com/pins.json | tlspin lint - --json`;
