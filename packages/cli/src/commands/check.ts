import { type Command, InvalidArgumentError, Option } from "commander";

import { audit, type HostsOptions } from "../check/audit.ts";
import type { Status } from "../check/check.ts";
import { checksIn } from "../check/counts.ts";
import { hostsOf } from "../check/hosts-of.ts";
import { printedReport, type ReportFlags, writeReports } from "../check/reports.ts";
import { type Resolution, resolutionOf } from "../check/resolve.ts";
import { usageError } from "../command-error.ts";
import { addDialFlags, dialAddressOf, type DialFlags, dialOptionsOf } from "../dial-flags.ts";
import { addFailOnFlag, exitCodeOf, type FailOnFlag, type Severity } from "../fail-on.ts";
import type { HostAddress } from "../host-address.ts";
import { readPolicy } from "../read-policy.ts";

/** Declares `tlspin check`. */
export function define(command: Command): void {
  addDialFlags(
    command
      .argument("<policy>", "the policy file, or - for standard input")
      .argument("[host...]", "audit only these, as host[:port]")
      .option("--host <host>", "audit this one too: a name below a pinned host", append)
      .option("--resolve <spec>", "host:port:addr[,addr]: dial these addresses", appendSpec)
      .addOption(new Option("--family <number>", "dial IPv4 or IPv6 only").choices(["4", "6"])),
  )
    .option("--min-days <days>", "warn of a certificate with fewer days left", daysOf, 14)
    .option("--http-port <port>", "the redirect to https is here; 0: nowhere", portOf)
    .option("--no-http", "the hosts speak no HTTP: no HSTS, no redirect");
  addFailOnFlag(command)
    .option("--json", "print one JSON document")
    .option("--junit [file]", "print or write JUnit's XML")
    .option("--prometheus [file]", "print or write metrics for Prometheus")
    .addHelpText("after", AFTER_HELP)
    .action(check);
}

interface CheckFlags extends DialFlags, FailOnFlag, ReportFlags {
  readonly host?: readonly string[];
  readonly resolve?: readonly Resolution[];
  readonly family?: "4" | "6";
  readonly minDays: number;
  readonly httpPort?: number;
  readonly http: boolean;
}

async function check(path: string, only: readonly string[], flags: CheckFlags): Promise<void> {
  requireOneReport(flags);
  const { name, policy } = await readPolicy(path);
  const addressOf = (text: string): HostAddress => dialAddressOf(text, flags);
  const named = hostsOf(policy, { only, extra: flags.host ?? [], addressOf });
  const at = new Date();
  const hosts = await audit(named, { ...(await optionsOf(flags)), policy, at });
  const audited = { policy: name, revision: policy.revision, at, hosts };
  await writeReports(audited, flags);
  process.stdout.write(printedReport(audited, flags));

  const statuses = checksIn(hosts).map(({ status }) => status);
  const severities = statuses.filter(isSeverity);
  process.exitCode = exitCodeOf(severities, flags.failOn, statuses.includes("not-checked"));
}

function requireOneReport({ json, junit, prometheus }: CheckFlags): void {
  if ([json, junit, prometheus].filter((flag) => flag === true).length < 2) return;
  throw usageError(
    "only one report can be printed",
    "write the others to files: --junit check.xml",
  );
}

async function optionsOf(flags: CheckFlags): Promise<Omit<HostsOptions, "policy" | "at">> {
  const { connect, ...dial } = await dialOptionsOf(flags);
  const { resolve = [], family, minDays, httpPort, http } = flags;
  return {
    dial,
    resolve,
    minDays,
    asksHttp: http && dial.starttls === undefined,
    ...(connect === undefined ? {} : { connect }),
    ...(family === undefined ? {} : { family: family === "4" ? 4 : 6 }),
    ...(httpPort === undefined ? {} : { httpPort }),
  };
}

function append(text: string, all: readonly string[] = []): readonly string[] {
  return [...all, text];
}

function appendSpec(text: string, all: readonly Resolution[] = []): readonly Resolution[] {
  return [...all, resolutionOf(text)];
}

function daysOf(text: string): number {
  return numberOf(text, 3650);
}

function portOf(text: string): number {
  return numberOf(text, 65_535);
}

function numberOf(text: string, most: number): number {
  if (/^[0-9]{1,5}$/.test(text) && Number(text) <= most) return Number(text);
  throw new InvalidArgumentError(`Write a number from 0 to ${most}.`);
}

function isSeverity(status: Status): status is Severity {
  return status !== "ok" && status !== "not-checked";
}

const AFTER_HELP = `
Dials every address of each host that the policy pins, as an app would, and says
which pin matches, whether each backup is off the live chain, what the chain is
worth and how long; which versions and ciphers of TLS are accepted, by offering
them; and what HSTS and the redirect to https say. Rules with includeSubdomains
stand for names that only you know: give those with --host.

Nothing is sent after the handshake but a HEAD (or GET) for the front page, and
that only to a peer that the policy allows, and to port 80 of the same address.

Staging: --connect or --resolve say where to dial, --ca whom to trust. There the
redirect is looked for only where --http-port says.

Exits with 1 on findings from --fail-on on, with 3 where nothing failed, but
something could not be checked.

Examples:
  $ tlspin check pins.json
  $ tlspin check pins.json --junit check.xml --fail-on warning
  $ tlspin check pins.json --prometheus /var/lib/node_exporter/tlspin.prom
  $ tlspin check pins.json db.example.com --starttls postgres
  $ tlspin check pins.json --resolve api.example.com:443:127.0.0.1 --ca ca.pem`;
