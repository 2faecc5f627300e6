import { X509Certificate } from "node:crypto";

import { canonicalHostname, findRule, type HostRule, type Policy } from "@tlspin/core";

import { certificatesIn } from "../certificates-in.ts";
import { CommandError, usageError } from "../command-error.ts";
import { type HostAddress, hostAddressOf } from "../host-address.ts";
import type { PassphraseOptions } from "../passphrase.ts";
import { readInput } from "../read-input.ts";
import { type PinnedCa, pinnedKeysOf } from "./backup-keys.ts";
import { forgeCast } from "./identities.ts";
import type { Props } from "./stage.ts";
import type { Target } from "./targets.ts";

/** What the command line names for the drill to play with. */
export interface PropsFlags extends PassphraseOptions {
  readonly backupKey?: readonly string[];
  readonly chain?: string;
  readonly upstream?: readonly string[];
}

/**
 * Gathers it.
 *
 * @throws {CommandError} A file cannot be read, or fits no host of the policy.
 */
export async function propsOf(
  flags: PropsFlags,
  policy: Policy,
  targets: readonly Target[],
): Promise<Omit<Props, "redirected">> {
  return {
    policy,
    cast: await forgeCast(),
    keys: await pinnedKeysOf(flags.backupKey ?? [], targets, flags),
    chain: flags.chain === undefined ? [] : await chainIn(flags.chain),
    upstreams: upstreamsOf(flags.upstream ?? [], policy, targets),
  };
}

async function chainIn(path: string): Promise<readonly PinnedCa[]> {
  const input = await readInput(path);
  return certificatesIn(input).map((der) => ({ der, spki: spkiIn(der, input.name) }));
}

function spkiIn(der: Uint8Array, name: string): Uint8Array {
  try {
    return new X509Certificate(der).publicKey.export({ type: "spki", format: "der" });
  } catch {
    throw new CommandError(`${name} holds a certificate that Node.js cannot read`, {
      exitCode: 2,
      code: "file-unreadable",
      hint: "give --chain the certificates of your CAs, in PEM",
    });
  }
}

/**
 * `host:port` where one host is rehearsed, `name=host:port` else. Hosts that are not rehearsed have
 * upstreams too: a program may need them before it comes to the others.
 */
function upstreamsOf(
  texts: readonly string[],
  policy: Policy,
  targets: readonly Target[],
): ReadonlyMap<HostRule, HostAddress> {
  return new Map(
    texts.map((text) => {
      const [name, address] = text.includes("=") ? text.split("=", 2) : [undefined, text];
      return [ruleFor(name, policy, targets), hostAddressOf(address ?? "")];
    }),
  );
}

function ruleFor(name: string | undefined, policy: Policy, targets: readonly Target[]): HostRule {
  const [only, ...more] = targets;
  if (name === undefined && only !== undefined && more.length === 0) return only.rule;
  const rule = name === undefined ? undefined : findRule(policy, canonicalHostname(name));
  if (rule !== undefined && rule.exclude !== true) return rule;
  throw usageError(
    name === undefined ? "several hosts are rehearsed" : `${name} is not pinned by the policy`,
    "write whose upstream it is: --upstream api.example.com=10.0.0.5:443",
  );
}
