import { basename, dirname, join } from "node:path";

import { pinOf, type SpkiPin } from "@tlspin/core";
import type { Command } from "commander";

import { type Answer, say } from "../answer.ts";
import { type CertificateName, certificateNamesOf } from "../certificate-name.ts";
import { csrPem } from "../csr.ts";
import { csrFile, requireAbsent } from "../key-files.ts";
import { spkiOf } from "../key.ts";
import { paint } from "../paint.ts";
import { passphraseFor, type PassphraseOptions } from "../passphrase.ts";
import { printable } from "../printable.ts";
import { privateKeyIn } from "../private-key.ts";
import { readInput } from "../read-input.ts";
import { writeNewFiles } from "../write-file.ts";

/** Declares `tlspin key csr`. */
export function define(command: Command): void {
  command
    .description("make a fresh CSR for a key that exists")
    .argument("<key>", "the private key: a file (PEM or DER), or - for standard input")
    .requiredOption("--host <host...>", "names and addresses that the certificate is to carry")
    .option("--out <file>", "where to write; - prints it (default: NAME.csr.pem beside the key)")
    .option("--passphrase-file <file>", "the first line opens the key")
    .option("--json", "print one JSON document")
    .addHelpText("after", AFTER_HELP)
    .action(async (key: string, flags: CsrFlags) => say(await csrAnswer(key, flags), flags));
}

interface CsrFlags extends PassphraseOptions {
  readonly host: readonly string[];
  readonly out?: string;
  readonly json?: boolean;
}

async function csrAnswer(path: string, flags: CsrFlags): Promise<Answer> {
  const hosts = certificateNamesOf(flags.host);
  const out = flags.out ?? csrPathOf(path);
  if (out !== "-") await requireAbsent([out]);
  const input = await readInput(path);
  const key = await privateKeyIn(input, () => passphraseFor(input.name, flags));
  const made = { key: input.name, csr: csrPem(key, hosts), hosts, pin: pinOf(spkiOf(key)) };
  if (out === "-") return printedAnswer(made);
  await writeNewFiles([csrFile(out, made.csr)]);
  return writtenAnswer(made, out);
}

interface Made {
  readonly key: string;
  readonly csr: string;
  readonly hosts: readonly CertificateName[];
  readonly pin: SpkiPin;
}

function csrPathOf(keyPath: string): string {
  if (keyPath === "-") return "-";
  const name = basename(keyPath).replace(/(?:\.key)?\.(?:pem|der|key)$/, "");
  return join(dirname(keyPath), `${name}.csr.pem`);
}

function printedAnswer(made: Made): Answer {
  return { exitCode: 0, document: made, text: made.csr.trimEnd() };
}

function writtenAnswer({ key, hosts, pin }: Made, out: string): Answer {
  return {
    exitCode: 0,
    document: { key, csr: out, hosts, pin },
    text: [
      printable(out),
      `  CSR for ${hosts.join(", ")}`,
      "",
      "Pin, the same as before:",
      `  ${paint("bold", pin)}`,
      "",
      "1 CSR written.",
    ].join("\n"),
  };
}

const AFTER_HELP = `
The key stays as it is, so its pin does too. The passphrase comes from
--passphrase-file, TLSPIN_PASSPHRASE, or the terminal. A file that exists is
never overwritten.

Examples:
  $ tlspin key csr api-2027.key.pem --host api.example.com --out renewal.csr.pem
  $ tlspin key csr api-2027.key.pem --host api.example.com --out - | openssl req`;
