import type { PinPosition } from "@tlspin/core";
import { type Command, Option } from "commander";

import { type Answer, say } from "../answer.ts";
import { usageError } from "../command-error.ts";
import { conversation } from "../conversation.ts";
import { dialAll } from "../dial-all.ts";
import { addDialFlags, dialAddressOf, type DialFlags, dialOptionsOf } from "../dial-flags.ts";
import type { HostAddress } from "../host-address.ts";
import { objectedAnswer, refusedAnswer, type Written, writtenAnswer } from "../init/answer.ts";
import { type Backup, backupPlaceOf, givenBackups, madeBackups } from "../init/backups.ts";
import { draftOf, draftPolicy, type PolicyDraft } from "../init/draft-policy.ts";
import { type Objection, OBJECTIONS, objectionsTo } from "../init/objections.ts";
import { ownedDomainsOf } from "../init/owned-domains.ts";
import { choosePinned, type PinnedHost } from "../init/pinned-key.ts";
import { seenHost } from "../init/seen-host.ts";
import { requireVerified } from "../init/verified-with.ts";
import { exists, gitignoreOf, requireAbsent } from "../key-files.ts";
import { addKeyFlags, type KeyFlags } from "../key-flags.ts";
import { type NewFile, ordinaryFile, writeNewFiles } from "../write-file.ts";

/** Declares `tlspin init`. */
export function define(command: Command): void {
  command
    .argument("[host...]", "the hosts to pin, as host[:port]")
    .addOption(
      new Option("--pin <which>", "pin the server's own key, or its CA's").choices(["leaf", "ca"]),
    )
    .option("--try", "only report mismatches, enforce nothing yet")
    .option("--owned <domain...>", "your domains: no other host is pinned, now or later")
    .option("--verify-with <source...>", "pin only what this fingerprint or file names")
    .option("--csr <file...>", "take the backup keys from CSRs, one for each host")
    .addOption(new Option("--accept <finding...>", "pin it all the same").choices(OBJECTIONS));
  addKeyFlags(addDialFlags(command))
    .option("--json", "print one JSON document")
    .addHelpText("after", AFTER_HELP)
    .action(async (hosts: readonly string[], flags: InitFlags) =>
      say(await init(hosts.length > 0 ? hosts : await askHosts(), flags), flags),
    );
}

interface InitFlags extends DialFlags, KeyFlags {
  readonly pin?: PinPosition;
  readonly try?: boolean;
  readonly owned?: readonly string[];
  readonly verifyWith?: readonly string[];
  readonly csr?: readonly string[];
  readonly accept?: readonly Objection[];
  readonly json?: boolean;
}

async function askHosts(): Promise<readonly string[]> {
  if (!process.stdin.isTTY)
    throw usageError("no host is named", "name the hosts to pin: tlspin init api.example.com");
  const talk = conversation();
  try {
    for (;;) {
      const answer = await talk.ask("Hosts to pin: ");
      const hosts = answer.split(/[\s,]+/).filter((host) => host !== "");
      if (hosts.length > 0) return hosts;
    }
  } finally {
    talk.close();
  }
}

async function init(texts: readonly string[], flags: InitFlags): Promise<Answer> {
  const addresses = texts.map((text) => dialAddressOf(text, flags));
  const ownedDomains = ownedDomainsOf(flags.owned ?? [], hostsOf(addresses));
  await requireAbsent(placesOf(addresses, flags));

  const seen = (await dialAll(addresses, await dialOptionsOf(flags))).map(seenHost);
  if (seen.some(({ refusal }) => refusal !== undefined)) return refusedAnswer(seen);
  const pinned = await choosePinned(seen, { ...flags, interactive: isInteractive(flags) });
  if (flags.verifyWith !== undefined) await requireVerified(pinned, flags.verifyWith);

  const draft = { ownedDomains, issued: new Date() };
  const { refused, warned } = objectionsTo(pinned, draft, flags.accept ?? []);
  if (refused.length > 0) return objectedAnswer(pinned, refused);
  return writtenAnswer({ ...(await write(pinned, draft, flags)), warned });
}

function isInteractive({ json }: InitFlags): boolean {
  return process.stdin.isTTY && process.stderr.isTTY && json !== true;
}

async function write(
  pinned: readonly PinnedHost[],
  draft: Pick<PolicyDraft, "ownedDomains" | "issued">,
  flags: InitFlags,
): Promise<Omit<Written, "warned">> {
  const mode = flags.try === true ? "report-only" : "enforce";
  const backups = await backupsOf(pinned, flags);
  const hosts = pinned.map((host, index) => draftOf(host, backups[index]?.pin));
  const files = await filesOf(backups, draftPolicy({ ...draft, hosts, mode }));
  await writeNewFiles(files);
  return {
    paths: files.map(({ path }) => path),
    policy: POLICY,
    config: CONFIG,
    mode,
    seen: pinned,
    backups,
    verified: flags.verifyWith !== undefined,
    dialledWith: dialFlagsText(flags),
  };
}

function hostsOf(addresses: readonly HostAddress[]): readonly HostAddress["host"][] {
  return addresses.map(({ host }) => host);
}

/** Where nothing may stand yet. */
function placesOf(addresses: readonly HostAddress[], { csr }: InitFlags): readonly string[] {
  if (csr !== undefined) return [POLICY];
  const places = hostsOf(addresses).map(backupPlaceOf);
  return [POLICY, ...places.flatMap(({ keyPath, csrPath }) => [keyPath, csrPath])];
}

function backupsOf(pinned: readonly PinnedHost[], flags: InitFlags): Promise<readonly Backup[]> {
  const hosts = pinned.map(({ address }) => address.host);
  return flags.csr === undefined ? madeBackups(hosts, flags) : givenBackups(hosts, flags.csr);
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

// pins.json comes last: where it stands, everything else does.
async function filesOf(backups: readonly Backup[], policy: string): Promise<readonly NewFile[]> {
  const config = (await exists(CONFIG)) ? [] : [ordinaryFile(CONFIG, CONFIG_TEXT)];
  const keys = backups.flatMap(({ made }) => (made === undefined ? [] : [made]));
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

const CONFIG_TEXT = `{
  "version": 1,
  "policy": "pins.json",
  "note": "Made by tlspin init. Apps read pins.json only; what rotations need is kept here. keys/ holds private keys and is not for git: keep copies offline."
}
`;

const AFTER_HELP = `
Dials each host, shows the chain that it serves, and writes:
  pins.json        the policy: a key that each host has now, and its backup
  .tlspin/keys/    a backup key and its CSR for each host, for the next rotation
  .tlspin/         which policy this folder belongs to

Nothing is written unless every host passes ordinary TLS validation, and nothing
that exists is overwritten. What would cut your users off is refused, with the
reason, unless --accept names it: hosts of providers, keys that a provider
changes, CAs that come and go, public suffixes.

What this network shows is trust on first use; --verify-with compares it with
what you know. The key's passphrase comes from --passphrase-file,
TLSPIN_PASSPHRASE, or the terminal, which is asked for what is not given.

Examples:
  $ tlspin init api.example.com --verify-with fullchain.pem
  $ tlspin init api.example.com www.example.com:8443 --owned example.com --try
  $ tlspin init mail.example.com --starttls smtp --csr next.csr.pem
  $ tlspin init api.example.com --connect staging.internal:443 --ca ca.pem`;
