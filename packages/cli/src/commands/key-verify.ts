import { type Command, InvalidArgumentError, Option } from "commander";

import { type Answer, say } from "../answer.ts";
import { checkLines } from "../check/check-lines.ts";
import { addDialFlags } from "../dial-flags.ts";
import { foundKeyLines } from "../found-key-lines.ts";
import { paint } from "../paint.ts";
import type { PassphraseOptions } from "../passphrase.ts";
import { printable } from "../printable.ts";
import { type PromisedKey, promisedKeyOf, serverKeyOf } from "../verify-key/promised-key.ts";
import { type Subject, type SubjectFlags, subjectsOf } from "../verify-key/subject.ts";
import { type Promises, verify, type VerifyCheck } from "../verify-key/verify.ts";

/** Declares `tlspin key verify`. */
export function define(command: Command): void {
  addDialFlags(
    command
      .description("make sure that a renewed certificate has the promised key")
      .argument("<host...>", "the hosts that it is for, as host[:port]")
      .requiredOption("--key <pin|file...>", "the promised key: its pin, CSR, certificate or key")
      .addOption(
        new Option(
          "--certificate <file>",
          "verify this chain (PEM or DER, leaf first); don't dial",
        ).conflicts(["connect", "ca", "starttls"]),
      )
      .option("--private-key <file>", "the private key that the server is to use with it")
      .option("--min-days <days>", "it must be valid for this long", daysOf, 0),
  )
    .option("--passphrase-file <file>", "the first line opens an encrypted private key")
    .option("--json", "print one JSON document")
    .addHelpText("after", AFTER_HELP)
    .action(async (hosts: readonly string[], flags: VerifyFlags) => {
      say(await verifyAnswer(hosts, flags), flags);
    });
}

interface VerifyFlags extends SubjectFlags, PassphraseOptions {
  readonly key: readonly string[];
  readonly privateKey?: string;
  readonly minDays: number;
  readonly json?: boolean;
}

async function verifyAnswer(hosts: readonly string[], flags: VerifyFlags): Promise<Answer> {
  const promises = await promisesOf(flags);
  const subjects = await subjectsOf(hosts, flags);
  const verified = subjects.map((subject) => ({ subject, checks: verify(subject, promises) }));
  return answerOf(verified, promises);
}

async function promisesOf(flags: VerifyFlags): Promise<Promises> {
  const keys: PromisedKey[] = [];
  // One question at a time on the terminal.
  for (const text of flags.key) keys.push(await promisedKeyOf(text, flags));
  const { privateKey: path, minDays } = flags;
  const privateKey = path === undefined ? undefined : await serverKeyOf(path, flags);
  return { keys, privateKey, minDays, at: new Date() };
}

interface Verified {
  readonly subject: Subject;
  readonly checks: readonly VerifyCheck[];
}

function answerOf(verified: readonly Verified[], { keys, at }: Promises): Answer {
  const failed = verified.filter(({ checks }) => checks.some(({ status }) => status !== "ok"));
  return {
    exitCode: failed.length === 0 ? 0 : 1,
    document: { verified: failed.length === 0, promised: keys, subjects: verified.map(documentOf) },
    text: [
      ...verified.flatMap((each) => linesOf(each, at)),
      failed.length === 0 ? keptText(verified) : brokenText(failed),
    ].join("\n"),
  };
}

function documentOf({ subject, checks }: Verified): object {
  const { name, hosts, leaf } = subject;
  return { source: name, hosts, ...leaf, checks };
}

function linesOf({ subject, checks }: Verified, at: Date): readonly string[] {
  return [
    paint("bold", printable(subject.name)),
    ...foundKeyLines([subject.leaf], { notation: "sha256", at }),
    ...checkLines(checks),
    "",
  ];
}

function keptText(verified: readonly Verified[]): string {
  const names = verified.map(({ subject }) => printable(subject.name)).join(", ");
  return `${paint("green", "verified:")} ${names}`;
}

function brokenText(failed: readonly Verified[]): string {
  const named = failed.map(({ subject, checks }) => {
    const ids = checks.filter(({ status }) => status !== "ok").map(({ id }) => id);
    return `${printable(subject.name)} (${ids.join(", ")})`;
  });
  return `${paint("red", "refused:")} ${named.join(", ")}`;
}

function daysOf(text: string): number {
  if (/^[0-9]{1,4}$/.test(text) && Number(text) <= 3650) return Number(text);
  throw new InvalidArgumentError("Write a number from 0 to 3650.");
}

const AFTER_HELP = `
For the deploy hook of an ACME client. Before the server loads a certificate,
give its file: nothing is dialled, so whether clients trust its CA is not looked
at. Afterwards leave --certificate out, and the server itself is asked; it is
sent nothing after the handshake. Several --key: any one of them will do.

Exits with 1 where the key is not the promised one, a host is not covered, the
dates do not hold, or the private key is another's; with 3 where a host cannot
be reached. Name the promised key by its pin or CSR: neither is a secret.

Examples:
  $ tlspin key verify api.example.com --key api-2027.csr.pem \\
      --certificate fullchain.pem --private-key privkey.pem
  $ tlspin key verify api.example.com --key sha256/… --min-days 30`;
