import { canonicalHostname, HostnameError } from "@tlspin/core";
import type { Command } from "commander";

import { type Answer, say } from "../answer.ts";
import { type CertificateName, certificateNamesOf } from "../certificate-name.ts";
import { usageError } from "../command-error.ts";
import {
  gitignoreOf,
  type KeyFiles,
  keyFilesOf,
  type KeyPlace,
  keyPlaceOf,
  requireAbsent,
} from "../key-files.ts";
import { addKeyFlags, type KeyFlags } from "../key-flags.ts";
import { keyDocument, keyFileLines, keyNotes } from "../key-lines.ts";
import { type KeyType, reserveTypeOf } from "../key.ts";
import { paint } from "../paint.ts";
import { newPassphraseFor } from "../passphrase.ts";
import { writeNewFiles } from "../write-file.ts";

/** Declares `tlspin key new`. */
export function define(command: Command): void {
  addKeyFlags(
    command
      .description("make a private key, its CSR and its pin")
      .argument("<name>", "names the files; also the host, where --host does not say")
      .option("--host <host...>", "names and addresses that the certificate is to carry")
      .option("--reserve", "make a second key too, NAME-reserve, of another kind")
      .option("--dir <folder>", "where to write", ".tlspin/keys"),
  )
    .option("--json", "print one JSON document")
    .addHelpText("after", AFTER_HELP)
    .action(async (name: string, flags: NewKeyFlags) =>
      say(await newKeyAnswer(name, flags), flags),
    );
}

interface NewKeyFlags extends KeyFlags {
  readonly host?: readonly string[];
  readonly reserve?: boolean;
  readonly dir: string;
  readonly json?: boolean;
}

async function newKeyAnswer(name: string, flags: NewKeyFlags): Promise<Answer> {
  const wishes = wishesOf(name, flags);
  const [{ place }] = wishes;
  const hosts = namesOf(name, flags.host);
  await requireAbsent(wishes.flatMap((wish) => [wish.place.keyPath, wish.place.csrPath]));
  const passphrase =
    flags.unencrypted === true ? undefined : await newPassphraseFor(place.keyPath, flags);
  const keys = wishes.map((wish) => keyFilesOf({ ...wish, hosts, passphrase }));
  await writeNewFiles([...(await gitignoreOf(place)), ...keys.flatMap(({ files }) => files)]);
  return answerOf(keys);
}

interface Wish {
  readonly place: KeyPlace;
  readonly type: KeyType;
}

function wishesOf(name: string, { dir, type, reserve }: NewKeyFlags): readonly [Wish, ...Wish[]] {
  const key = { place: keyPlaceOf(dir, name), type };
  if (reserve !== true) return [key];
  return [key, { place: keyPlaceOf(dir, `${name}-reserve`), type: reserveTypeOf(type) }];
}

function namesOf(name: string, hosts: readonly string[] | undefined): readonly CertificateName[] {
  if (hosts !== undefined) return certificateNamesOf(hosts);
  if (isHost(name)) return [canonicalHostname(name)];
  throw usageError(
    `${name} is no full host name, so the CSR names none`,
    "add --host api.example.com",
  );
}

/** A name such as `backup-2027` would be a host of one label too, but nobody means that. */
function isHost(name: string): boolean {
  try {
    return name.includes(".") && canonicalHostname(name) !== "";
  } catch (error) {
    if (error instanceof HostnameError) return false;
    throw error;
  }
}

function answerOf(keys: readonly KeyFiles[]): Answer {
  const [key, reserve] = keys.map(keyDocument);
  return {
    exitCode: 0,
    document: { ...key, reserve },
    text: [
      ...keys.flatMap(keyFileLines),
      "",
      `${keys.length === 1 ? "Pin" : "Pins"}, for backupPins in pins.json:`,
      ...keys.map(({ pin }) => `  ${paint("bold", pin)}`),
      ...keys.flatMap(keyNotes),
      "",
      summaryOf(keys),
    ].join("\n"),
  };
}

function summaryOf(keys: readonly KeyFiles[]): string {
  const [first = "", second] = keys.map(({ keyPath }) => keyPath);
  if (second === undefined) return `1 key written. Keep a copy of ${first} offline.`;
  return `2 keys written. Keep a copy of ${first} offline, and ${second} in another place.`;
}

const AFTER_HELP = `
The key is PKCS#8, encrypted with AES-256 under scrypt, readable by you alone
(mode 0600). The passphrase comes from --passphrase-file, TLSPIN_PASSPHRASE, or
the terminal. A file that exists is never overwritten.

The reserve key is RSA where the other is not, and EC P-256 where it is: what
breaks the one leaves the other. Keep it elsewhere.

Examples:
  $ tlspin key new api.example.com
  $ tlspin key new api-2027 --host api.example.com 192.0.2.1 --reserve
  $ tlspin key new wild --host example.com '*.example.com' --type p384`;
