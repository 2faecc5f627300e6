import type { Mode } from "@tlspin/core";
import type { Finding } from "@tlspin/lint";

import type { Answer } from "../answer.ts";
import { foundKeyLines } from "../found-key-lines.ts";
import { addressText, type HostAddress } from "../host-address.ts";
import type { KeyFiles } from "../key-files.ts";
import { keyDocument, keyFileLines, keyNotes } from "../key-lines.ts";
import { paint } from "../paint.ts";
import { printable } from "../printable.ts";
import type { Backup } from "./backups.ts";
import { type PinnedHost, TRADE_OFFS } from "./pinned-key.ts";
import type { SeenHost } from "./seen-host.ts";

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

/** The answer where a host should not be pinned, so that nothing was written. */
export function objectedAnswer(
  pinned: readonly PinnedHost[],
  objections: readonly Finding[],
): Answer {
  const ids = [...new Set(objections.map(({ id }) => id))];
  return {
    exitCode: 1,
    document: { written: [], hosts: pinned.map(documentOfHost), objections },
    text: [
      ...pinned.flatMap(hostLines),
      ...objections.flatMap((objection) => objectionLines("red", objection)),
      "",
      `To pin it all the same: --accept ${ids.join(" ")}`,
      "",
      `${paint("red", "Nothing was written:")} ${ids.join(", ")}.`,
    ].join("\n"),
  };
}

function objectionLines(
  look: "red" | "yellow",
  { id, host = "the policy", message, fix }: Finding,
): readonly string[] {
  return [
    `${paint(look, `${id}:`)} ${printable(`${host}: ${message}`)}`,
    `  to do: ${printable(fix)}`,
  ];
}

/** What `init` has written. */
export interface Written {
  /** Every file that was made. */
  readonly paths: readonly string[];
  readonly policy: string;
  readonly config: string;
  readonly mode: Mode;
  readonly seen: readonly PinnedHost[];
  readonly backups: readonly Backup[];
  /** Whether each key was compared with what its owner says. */
  readonly verified: boolean;
  /** What speaks against a host, and did not stop it. */
  readonly warned: readonly Finding[];
  /** The flags of the dial, as the next command needs them. */
  readonly dialledWith: string;
}

/** The answer where everything was written. */
export function writtenAnswer(written: Written): Answer {
  const { paths, mode, seen, backups, verified, warned } = written;
  return {
    exitCode: 0,
    document: {
      written: paths,
      mode,
      verified,
      hosts: seen.map((host) => ({ ...documentOfHost(host), pin: host.pinned.pin, at: host.at })),
      backupKeys: backups.map(documentOfBackup),
      warnings: warned,
    },
    text: [
      ...seen.flatMap(hostLines),
      ...pinnedLines(seen),
      ...fileLines(written),
      "",
      ...(verified ? VERIFIED : TRUST_ON_FIRST_USE),
      ...(warned.length === 0 ? [] : [""]),
      ...warned.flatMap((warning) => objectionLines("yellow", warning)),
      "",
      ...nextLines(written),
      "",
      `${paint("green", "Pinned:")} ${hostCount(seen)}, revision 1, ${mode}.`,
    ].join("\n"),
  };
}

function documentOfBackup({ pin, made, csr }: Backup): object {
  return made === undefined ? { pin, csr } : keyDocument(made);
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

/** What was chosen, and what speaks for each choice. */
function pinnedLines(seen: readonly PinnedHost[]): readonly string[] {
  const [first] = seen;
  const chosen = first?.at === "ca" ? "the CA's key" : "the server's own key";
  return [
    `${paint("bold", "Pinned is")} ${chosen}${first?.at === "ca" ? "" : " (--pin ca pins the CA's)"}.`,
    ...TRADE_OFFS.map(([name, text]) => `  ${name} ${text}`),
    "",
  ];
}

function fileLines({ policy, config, backups }: Written): readonly string[] {
  const made = madeKeys(backups);
  return [
    paint("bold", "Written:"),
    policy,
    "  the policy, with a key of each host and its backup; commit it",
    config,
    "  which policy this folder belongs to; commit it",
    ...made.flatMap(keyFileLines),
    ...made.slice(0, 1).flatMap(keyNotes),
  ].map((line, index) => (index === 0 ? line : `  ${line}`));
}

function madeKeys(backups: readonly Backup[]): readonly KeyFiles[] {
  return backups.flatMap(({ made }) => (made === undefined ? [] : [made]));
}

const VERIFIED = [
  `${paint("green", "Verified:")} each pinned key is one that --verify-with names.`,
];

const TRUST_ON_FIRST_USE = [
  `${paint("yellow", "Trust on first use:")} these are the keys that this network showed just now. If`,
  "somebody sits in between, they are that somebody's keys. Compare each one with",
  "the server's own file: tlspin pin certificate.pem, or init --verify-with",
];

function nextLines({ policy, mode, seen, backups, dialledWith }: Written): readonly string[] {
  const [host] = seen;
  const [key] = madeKeys(backups);
  return [
    paint("bold", "Next:"),
    `  tlspin explain ${policy} ${host === undefined ? "" : addressArgument(host.address)}${dialledWith}`,
    `  Copy ${key?.keyPath ?? "the key of each CSR"} to an offline place.`,
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
