import { stat } from "node:fs/promises";

import { formatPin, type PinNotation } from "@tlspin/core";
import { type Command, Option } from "commander";

import { type Answer, say } from "../answer.ts";
import { CommandError } from "../command-error.ts";
import { addDialFlags, dialAddressOf, type DialFlags, dialOptionsOf } from "../dial-flags.ts";
import { dial, type Dialled, type DialOptions } from "../dial.ts";
import { foundKeyLines } from "../found-key-lines.ts";
import type { FoundKey } from "../found-key.ts";
import { addressText } from "../host-address.ts";
import { keysIn } from "../keys-in.ts";
import { paint } from "../paint.ts";
import { passphraseFor, type PassphraseOptions } from "../passphrase.ts";
import { printable } from "../printable.ts";
import { readInput } from "../read-input.ts";
import { servedKeys } from "../served-keys.ts";

/** Declares `tlspin pin`. */
export function define(command: Command): void {
  addDialFlags(
    command
      .argument("<source>", "a file (PEM or DER), - for standard input, or host[:port]")
      .addOption(
        new Option("--notation <name>", "how to spell the pins")
          .choices(NOTATIONS)
          .default("sha256"),
      )
      .option("--passphrase-file <file>", "the first line opens an encrypted private key"),
  )
    .option("--json", "print one JSON document")
    .addHelpText("after", AFTER_HELP)
    .action(async (source: string, flags: PinFlags) => {
      const sourceKeys = (await isHost(source)) ? keysOfHost : keysOfFile;
      say(answerOf(await sourceKeys(source, flags), flags), flags);
    });
}

interface PinFlags extends DialFlags, PassphraseOptions {
  readonly notation: PinNotation;
  readonly json?: boolean;
}

/** Where the keys come from, and what they are. */
interface Source {
  readonly name: string;
  readonly keys: readonly FoundKey[];
  readonly protocol?: string;
  readonly refusal?: string;
}

async function isHost(source: string): Promise<boolean> {
  if (source === "-" || /[/\\]|\.(?:pem|crt|cer|der|key|csr|pub|p8|p12|pfx)$/i.test(source))
    return false;
  return stat(source).then(
    () => false,
    () => true,
  );
}

async function keysOfFile(path: string, flags: PinFlags): Promise<Source> {
  const input = await readInput(path);
  return { name: input.name, keys: await keysIn(input, () => passphraseFor(input.name, flags)) };
}

async function keysOfHost(text: string, flags: PinFlags): Promise<Source> {
  const dialled = await dialSource(text, flags, await dialOptionsOf(flags));
  const { address, protocol, refusal } = dialled;
  const source = { name: addressText(address), keys: servedKeys(dialled).keys, protocol };
  return refusal === undefined ? source : { ...source, refusal };
}

/** Whoever mistypes the name of a file ends up here, and is told of both. */
async function dialSource(text: string, flags: DialFlags, options: DialOptions): Promise<Dialled> {
  try {
    return await dial(dialAddressOf(text, flags), options);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const { exitCode, code, message, hint = "" } = error;
    throw new CommandError(message, {
      exitCode,
      code,
      hint: `${hint}; no file is called ${text} either`,
    });
  }
}

function answerOf(source: Source, { notation }: PinFlags): Answer {
  const { name, keys, protocol, refusal } = source;
  const shown = keys.map((key) => ({ ...key, text: formatPin(key.pin, notation) }));
  return {
    exitCode: refusal === undefined ? 0 : 1,
    document: { source: name, protocol, refusal, keys: shown },
    text: [
      `${paint("bold", printable(name))}${protocol === undefined ? "" : ` (${protocol})`}`,
      ...foundKeyLines(keys, { notation, at: new Date() }),
      ...refusalLines(refusal),
      summaryOf(source),
    ].join("\n"),
  };
}

function refusalLines(refusal: string | undefined): readonly string[] {
  if (refusal === undefined) return [];
  return [
    `  ${paint("red", "refused:")} ${printable(refusal)}`,
    "  Do not pin these keys before you know why.",
  ];
}

function summaryOf({ keys, protocol, refusal }: Source): string {
  const count = keys.length === 1 ? "1 key" : `${keys.length} keys`;
  if (protocol === undefined) return `${count}.`;
  if (refusal === undefined) return `${count}; ordinary TLS validation accepts the chain.`;
  return paint("red", `${count}; ordinary TLS validation refuses the chain.`);
}

const NOTATIONS: readonly PinNotation[] = ["sha256", "curl", "hpkp", "hex", "tlsa"];

const AFTER_HELP = `
The source may hold certificates, CSRs, public or private keys, several in one
file. An encrypted private key is opened with TLSPIN_PASSPHRASE, the passphrase
file, or what you type.

A host is dialled once, without sending anything. Where ordinary TLS validation
refuses its chain, the chain is shown all the same, and the exit code is 1.

Notations: sha256 (pins.json, OkHttp), curl (--pinnedpubkey), hpkp (RFC 7469),
hex, tlsa (DNS, RFC 6698).

Examples:
  $ tlspin pin certificate.pem
  $ tlspin pin api.example.com --notation curl
  $ tlspin pin db.example.com --starttls postgres
  $ tlspin pin staging.example.com --connect 127.0.0.1:8443 --ca ca.pem
  $ openssl req -in server.csr | tlspin pin - --json`;
