import type { Hostname } from "@tlspin/core";
import type { Command } from "commander";

import { type Answer, say } from "../answer.ts";
import { dialAll } from "../dial-all.ts";
import { addDialFlags, dialAddressOf, type DialFlags, dialOptionsOf } from "../dial-flags.ts";
import { type HostDraft, draftPolicy } from "../draft-policy.ts";
import { refusedAnswer, type SeenHost, seenHost, writtenAnswer } from "../init-answer.ts";
import {
  exists,
  gitignoreOf,
  type KeyFiles,
  keyFilesOf,
  type KeyPlace,
  keyPlaceOf,
  requireAbsent,
} from "../key-files.ts";
import { addKeyFlags, type KeyFlags } from "../key-flags.ts";
import { newPassphraseFor } from "../passphrase.ts";
import { type NewFile, ordinaryFile, writeNewFiles } from "../write-file.ts";

/** Declares `tlspin init`. */
export function define(command: Command): void {
  command.argument("<host...>", "the hosts to pin, as host[:port]");
  addKeyFlags(addDialFlags(command).option("--try", "only report mismatches, enforce nothing yet"))
    .option("--json", "print one JSON document")
    .addHelpText("after", AFTER_HELP)
    .action(async (hosts: readonly string[], flags: InitFlags) =>
      say(await init(hosts, flags), flags),
    );
}

interface InitFlags extends DialFlags, KeyFlags {
  readonly try?: boolean;
  readonly json?: boolean;
}

async function init(texts: readonly string[], flags: InitFlags): Promise<Answer> {
  const addresses = texts.map((text) => dialAddressOf(text, flags));
  const places = addresses.map(({ host }) => backupPlaceOf(host));
  await requireAbsent([POLICY, ...places.flatMap(({ keyPath, csrPath }) => [keyPath, csrPath])]);

  const dialled = await dialAll(addresses, await dialOptionsOf(flags));
  const seen = dialled.map(seenHost);
  if (seen.some(({ refusal }) => refusal !== undefined)) return refusedAnswer(seen);

  const keys = await backupKeys(seen, places, flags);
  const mode = flags.try === true ? "report-only" : "enforce";
  const policy = draftPolicy(draftsOf(seen, keys), mode, new Date());
  const files = await filesOf(keys, policy);
  await writeNewFiles(files);
  const paths = files.map(({ path }) => path);
  return writtenAnswer({
    paths,
    policy: POLICY,
    config: CONFIG,
    mode,
    seen,
    keys,
    dialledWith: dialFlagsText(flags),
  });
}

/** The flags that the next command needs too. */
function dialFlagsText({ connect, ca, starttls }: DialFlags): string {
  const flags = [
    ...(connect === undefined ? [] : ["--connect", connect]),
    ...(ca === undefined ? [] : ["--ca", ca]),
    ...(starttls === undefined ? [] : ["--starttls", starttls]),
  ];
  return flags.map((flag) => ` ${flag}`).join("");
}

function backupPlaceOf(host: Hostname): KeyPlace {
  return keyPlaceOf(KEYS, `${host.replaceAll(":", "-").replace(/^-/, "0-")}-backup`);
}

async function backupKeys(
  seen: readonly SeenHost[],
  places: readonly KeyPlace[],
  flags: InitFlags,
): Promise<readonly KeyFiles[]> {
  const name = seen.length === 1 ? "the backup key" : "the backup keys";
  const passphrase = flags.unencrypted === true ? undefined : await newPassphraseFor(name, flags);
  return seen.flatMap(({ address }, index) => {
    const place = places[index];
    if (place === undefined) return [];
    return [keyFilesOf({ place, type: flags.type, hosts: [address.host], passphrase })];
  });
}

function draftsOf(seen: readonly SeenHost[], keys: readonly KeyFiles[]): readonly HostDraft[] {
  return seen.flatMap(({ address, leaf }, index) => {
    const key = keys[index];
    return key === undefined ? [] : [{ host: address.host, pin: leaf.pin, backupPin: key.pin }];
  });
}

// pins.json comes last: where it stands, everything else does.
async function filesOf(keys: readonly KeyFiles[], policy: string): Promise<readonly NewFile[]> {
  const config = (await exists(CONFIG)) ? [] : [ordinaryFile(CONFIG, CONFIG_TEXT)];
  const ignores = await Promise.all(keys.slice(0, 1).map(gitignoreOf));
  return [
    ...config,
    ...ignores.flat(),
    ...keys.flatMap(({ files }) => files),
    ordinaryFile(POLICY, policy),
  ];
}

const POLICY = "pins.json";
const CONFIG = ".tlspin/config.json";
const KEYS = ".tlspin/keys";

const CONFIG_TEXT = `{
  "version": 1,
  "policy": "pins.json",
  "note": "Made by tlspin init. Apps read pins.json only; what rotations need is kept here. keys/ holds private keys and is not for git: keep copies offline."
}
`;

const AFTER_HELP = `
Dials each host, shows the chain that it serves, and writes:
  pins.json        the policy: the key that each host has now, and its backup
  .tlspin/keys/    a backup key and its CSR for each host, for the next rotation
  .tlspin/         which policy this folder belongs to

Nothing is written unless every host passes ordinary TLS validation, and nothing
that exists is overwritten. The key's passphrase comes from --passphrase-file,
TLSPIN_PASSPHRASE, or the terminal.

Examples:
  $ tlspin init api.example.com
  $ tlspin init api.example.com www.example.com:8443 --try
  $ tlspin init api.example.com --connect staging.internal:443 --ca ca.pem`;
