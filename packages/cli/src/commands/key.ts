import { canonicalHostname, type Hostname, HostnameError } from "@tlspin/core";
import type { Command } from "commander";

import { type Answer, say } from "../answer.ts";
import { usageError } from "../command-error.ts";
import { hostAddressOf } from "../host-address.ts";
import { gitignoreOf, type KeyFiles, keyFilesOf, keyPlaceOf, requireAbsent } from "../key-files.ts";
import { addKeyFlags, type KeyFlags } from "../key-flags.ts";
import { keyDocument, keyFileLines, keyNotes } from "../key-lines.ts";
import { paint } from "../paint.ts";
import { newPassphraseFor } from "../passphrase.ts";
import { writeNewFiles } from "../write-file.ts";

/** Declares `tlspin key`, with `new`. */
export function define(command: Command): void {
  command.helpCommand(false);
  addKeyFlags(
    command
      .command("new")
      .description("make a private key, its CSR and its pin")
      .argument("<name>", "names the files; also the host, where --host does not say")
      .option("--host <host...>", "hosts that the certificate is to name")
      .option("--dir <folder>", "where to write", ".tlspin/keys"),
  )
    .helpOption("-h, --help", "print help")
    .option("--json", "print one JSON document")
    .addHelpText("after", AFTER_HELP)
    .action(async (name: string, flags: NewKeyFlags) =>
      say(await newKeyAnswer(name, flags), flags),
    );
}

interface NewKeyFlags extends KeyFlags {
  readonly host?: readonly string[];
  readonly dir: string;
  readonly json?: boolean;
}

async function newKeyAnswer(name: string, flags: NewKeyFlags): Promise<Answer> {
  const place = keyPlaceOf(flags.dir, name);
  const hosts = hostsOf(name, flags.host);
  await requireAbsent([place.keyPath, place.csrPath]);
  const passphrase =
    flags.unencrypted === true ? undefined : await newPassphraseFor(place.keyPath, flags);
  const key = keyFilesOf({ place, type: flags.type, hosts, passphrase });
  await writeNewFiles([...(await gitignoreOf(place)), ...key.files]);
  return answerOf(key);
}

function hostsOf(name: string, hosts: readonly string[] | undefined): readonly Hostname[] {
  if (hosts !== undefined) return hosts.map((host) => hostAddressOf(host).host);
  const host = hostCalled(name);
  if (host !== undefined) return [host];
  throw usageError(
    `${name} is no full host name, so the CSR names none`,
    "add --host api.example.com",
  );
}

/** A name such as `backup-2027` would be a host of one label too, but nobody means that. */
function hostCalled(name: string): Hostname | undefined {
  try {
    return name.includes(".") ? canonicalHostname(name) : undefined;
  } catch (error) {
    if (error instanceof HostnameError) return undefined;
    throw error;
  }
}

function answerOf(key: KeyFiles): Answer {
  const { keyPath, pin } = key;
  return {
    exitCode: 0,
    document: keyDocument(key),
    text: [
      ...keyFileLines(key),
      "",
      `Pin, for backupPins in pins.json:`,
      `  ${paint("bold", pin)}`,
      ...keyNotes(key),
      "",
      `1 key written. Keep a copy of ${keyPath} offline.`,
    ].join("\n"),
  };
}

const AFTER_HELP = `
The key is PKCS#8, encrypted with AES-256 under PBKDF2, readable by you alone
(mode 0600). The passphrase comes from --passphrase-file, TLSPIN_PASSPHRASE, or
the terminal. A file that exists is never overwritten.

Examples:
  $ tlspin key new api.example.com
  $ tlspin key new api-2027 --host api.example.com www.example.com --type p384`;
