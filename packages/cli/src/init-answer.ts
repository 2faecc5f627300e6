import type { Mode } from "@tlspin/core";

import type { Answer } from "./answer.ts";
import type { Dialled } from "./dial.ts";
import { foundKeyLines } from "./found-key-lines.ts";
import type { FoundKey } from "./found-key.ts";
import { addressText, type HostAddress } from "./host-address.ts";
import type { KeyFiles } from "./key-files.ts";
import { keyDocument, keyFileLines, keyNotes } from "./key-lines.ts";
import { paint } from "./paint.ts";
import { printable } from "./printable.ts";
import { servedKeys } from "./served-keys.ts";

/** A host as it presented itself to `init`. */
export interface SeenHost {
  readonly address: HostAddress;
  readonly protocol: string;
  /** Why ordinary TLS validation refuses it. */
  readonly refusal?: string;
  readonly keys: readonly FoundKey[];
  readonly leaf: FoundKey;
}

/**
 * Reads the keys of a host that was dialled.
 *
 * @throws {CommandError} It presented no certificate, or a malformed one.
 */
export function seenHost(dialled: Dialled): SeenHost {
  const { address, protocol, refusal } = dialled;
  const { keys, leaf } = servedKeys(dialled);
  return { address, protocol, keys, leaf, ...(refusal === undefined ? {} : { refusal }) };
}

/** The answer where a host fails ordinary TLS validation, so that nothing was written. */
export function refusedAnswer(seen: readonly SeenHost[]): Answer {
  const refused = seen.filter(({ refusal }) => refusal !== undefined);
  return {
    exitCode: 1,
    document: { written: [], hosts: seen.map(documentOfHost) },
    text: [
      ...seen.flatMap(hostLines),
      "What ordinary TLS validation refuses must not become a pin. Fix the chain, name",
      "the CA with --ca, or find out who answers in the host's place.",
      "",
      `${paint("red", "Nothing was written:")} ${hostCount(refused)} refused.`,
    ].join("\n"),
  };
}

/** What `init` has written. */
export interface Written {
  /** Every file that was made. */
  readonly paths: readonly string[];
  readonly policy: string;
  readonly config: string;
  readonly mode: Mode;
  readonly seen: readonly SeenHost[];
  readonly keys: readonly KeyFiles[];
  /** The flags of the dial, as the next command needs them. */
  readonly dialledWith: string;
}

/** The answer where everything was written. */
export function writtenAnswer(written: Written): Answer {
  const { paths, mode, seen, keys } = written;
  return {
    exitCode: 0,
    document: {
      written: paths,
      mode,
      hosts: seen.map(documentOfHost),
      backupKeys: keys.map(keyDocument),
    },
    text: [
      ...seen.flatMap(hostLines),
      ...fileLines(written),
      "",
      ...TRUST_ON_FIRST_USE,
      "",
      ...nextLines(written),
      "",
      `${paint("green", "Pinned:")} ${hostCount(seen)}, revision 1, ${mode}.`,
    ].join("\n"),
  };
}

function documentOfHost({ address, protocol, refusal, keys }: SeenHost): object {
  return { ...address, protocol, refusal, keys };
}

function hostLines({ address, protocol, keys, refusal }: SeenHost): readonly string[] {
  return [
    `${paint("bold", addressText(address))} (${protocol}) serves:`,
    ...foundKeyLines(keys, { notation: "sha256", at: new Date() }),
    ...(refusal === undefined ? [] : [`  ${paint("red", "refused:")} ${printable(refusal)}`]),
    "",
  ];
}

function fileLines({ policy, config, keys }: Written): readonly string[] {
  return [
    paint("bold", "Written:"),
    policy,
    "  the policy, with key 1 of each host and its backup; commit it",
    config,
    "  which policy this folder belongs to; commit it",
    ...keys.flatMap(keyFileLines),
    ...keys.slice(0, 1).flatMap(keyNotes),
  ].map((line, index) => (index === 0 ? line : `  ${line}`));
}

const TRUST_ON_FIRST_USE = [
  `${paint("yellow", "Trust on first use:")} these are the keys that this network showed just now. If`,
  "somebody sits in between, they are that somebody's keys. Compare each one with",
  "the server's own file: tlspin pin certificate.pem",
];

function nextLines({ policy, mode, seen, keys, dialledWith }: Written): readonly string[] {
  const [host] = seen;
  const [key] = keys;
  return [
    paint("bold", "Next:"),
    `  tlspin explain ${policy} ${host === undefined ? "" : addressArgument(host.address)}${dialledWith}`,
    `  Copy ${key?.keyPath ?? "the backup key"} to an offline place.`,
    ...(mode === "enforce"
      ? []
      : [`  When the reports are clean, set "mode" to "enforce" in ${policy}.`]),
  ];
}

function addressArgument(address: HostAddress): string {
  return address.port === 443 ? address.host : addressText(address);
}

function hostCount({ length }: readonly SeenHost[]): string {
  return length === 1 ? "1 host" : `${length} hosts`;
}
