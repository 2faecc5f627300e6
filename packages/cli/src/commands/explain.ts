import {
  describeVerdict,
  findRule,
  type HostRule,
  type Policy,
  toReport,
  type Verdict,
} from "@tlspin/core";
import type { Command } from "commander";

import { type Answer, say } from "../answer.ts";
import { dateOf } from "../date-flag.ts";
import { addDialFlags, dialAddressOf, type DialFlags } from "../dial-flags.ts";
import type { HostAddress } from "../host-address.ts";
import { type Judged, judge } from "../judge.ts";
import { judgedOf } from "../judged-chain.ts";
import { paint } from "../paint.ts";
import { printable, printableLines } from "../printable.ts";
import { readPolicy } from "../read-policy.ts";
import { ruleLines } from "../rule-lines.ts";

/** Declares `tlspin explain`. */
export function define(command: Command): void {
  addDialFlags(
    command
      .argument("<policy>", "the policy file, or - for standard input")
      .argument("<host>", "host[:port]")
      .option("--chain <file>", "judge this chain (PEM or DER, leaf first); don't dial")
      .option("--no-dial", "only say which rule applies")
      .option("--at <date>", "judge at this time (RFC 3339) instead of now", dateOf),
  )
    .option("--json", "print one JSON document")
    .addHelpText("after", AFTER_HELP)
    .action(async (path: string, host: string, flags: ExplainFlags) => {
      say(await explain(path, host, flags), flags);
    });
}

/** The flags of `tlspin explain`. */
export interface ExplainFlags extends DialFlags {
  readonly chain?: string;
  readonly dial: boolean;
  readonly at?: Date;
  readonly json?: boolean;
}

async function explain(path: string, text: string, flags: ExplainFlags): Promise<Answer> {
  const { name, policy } = await readPolicy(path);
  const address = dialAddressOf(text, flags);
  const rule = findRule(policy, address.host);
  const judged = await judgedOf(
    { address, isPinned: rule !== undefined && rule.exclude !== true },
    flags,
  );
  const subject: Subject = { name, policy, address, rule };
  return judged === undefined ? ruleAnswer(subject) : verdictAnswer(subject, judged);
}

interface Subject {
  readonly name: string;
  readonly policy: Policy;
  readonly address: HostAddress;
  readonly rule: HostRule | undefined;
}

function ruleAnswer(subject: Subject): Answer {
  return {
    exitCode: 0,
    document: documentOf(subject),
    text: [
      ...headLines(subject),
      "",
      "Not judged: no chain. Leave --no-dial out, or give --chain.",
    ].join("\n"),
  };
}

function verdictAnswer(subject: Subject, judged: Judged): Answer {
  const verdict = judge(subject.policy, judged);
  const message = describeVerdict(verdict, judged.peer);
  const report = toReport(verdict, judged.peer, judged.at);
  const { decision, reason, pin, wouldReject } = verdict;
  return {
    exitCode: decision === "allow" ? 0 : 1,
    document: { ...documentOf(subject), decision, reason, pin, wouldReject, message, report },
    text: [
      ...headLines(subject),
      ...judgedLines(judged),
      "",
      printableLines(message),
      "",
      summaryOf(verdict),
    ].join("\n"),
  };
}

function documentOf({ name, policy, address, rule }: Subject): object {
  return { policy: name, revision: policy.revision, host: address.host, port: address.port, rule };
}

function headLines({ name, policy, address, rule }: Subject): readonly string[] {
  return [
    `Policy  ${printable(name)}, revision ${policy.revision}`,
    `Host    ${paint("bold", address.host)}`,
    ...ruleLines(policy, address.host, rule),
  ];
}

function judgedLines({ peer, at, dialled }: Judged): readonly string[] {
  const { ders } = peer.chain;
  if (ders.length === 0) return [];
  const count = ders.length === 1 ? "1 certificate" : `${ders.length} certificates`;
  const origin =
    dialled === undefined ? "from the file" : `with the root where known, ${dialled.protocol}`;
  const refusal = dialled?.refusal;
  return [
    `Chain   ${count}, ${origin}`,
    `At      ${at.toISOString()}`,
    ...(refusal === undefined ? [] : [`TLS     ${paint("red", "refused:")} ${printable(refusal)}`]),
  ];
}

function summaryOf({ decision, reason, hostname }: Verdict): string {
  const word = decision === "allow" ? paint("green", "allow:") : paint("red", "reject:");
  return `${word} ${printable(hostname)} (${reason})`;
}

const AFTER_HELP = `
Says which rule applies and why. Where it pins the host, the host is dialled
once, without sending anything, and its chain judged as an app on Node would:
ordinary TLS validation first, then the pins. With --chain nothing is dialled,
and only the pins are judged. Exits with 1 where the verdict is to reject.

Examples:
  $ tlspin explain pins.json api.example.com
  $ tlspin explain pins.json api.example.com --chain new.pem --at 2027-06-30
  $ tlspin explain pins.json api.example.com --no-dial`;
