import { certificatePinOf, type Pin, pinOf } from "@tlspin/core";
import type { ForgedKey } from "@tlspin/testing";

import { CommandError } from "../command-error.ts";
import { passphraseFor, type PassphraseOptions } from "../passphrase.ts";
import { openPrivateDer, openPrivateKey } from "../private-key.ts";
import { readInput } from "../read-input.ts";
import { forgedKeyOf } from "./forged-key.ts";
import type { Target } from "./targets.ts";

/** A private key that a rule pins. */
export interface PinnedKey {
  readonly key: ForgedKey;
  readonly at: Pin["at"];
}

/** Which rule has which key. */
export type PinnedKeys = ReadonlyMap<Target, PinnedKey>;

/**
 * Opens private keys and finds the rules that pin them.
 *
 * @throws {CommandError} A file cannot be read or opened, or no rule pins its key.
 */
export async function pinnedKeysOf(
  paths: readonly string[],
  targets: readonly Target[],
  options: PassphraseOptions,
): Promise<PinnedKeys> {
  const found = new Map<Target, PinnedKey>();
  for (const path of paths) {
    const key = await openKey(path, options);
    const pin = pinOf(key.spki);
    const matches = targets.flatMap((target) => {
      const match = pinsOf(target).find((each) => "spki" in each && each.spki === pin);
      return match === undefined ? [] : [{ target, at: match.at }];
    });
    if (matches.length === 0) throw notPinned(path, pin);
    for (const { target, at } of matches) found.set(target, { key, at });
  }
  return found;
}

/** The certificate of a chain that a rule pins as a CA. */
export function pinnedCaIn(chain: readonly PinnedCa[], target: Target): PinnedCa | undefined {
  const pins = pinsOf(target).filter(({ at }) => at === "ca");
  return chain.find(({ der, spki }) =>
    pins.some((pin) =>
      "spki" in pin ? pin.spki === pinOf(spki) : pin.certificate === certificatePinOf(der),
    ),
  );
}

/** A certificate that may be a pinned CA's. */
export interface PinnedCa {
  readonly der: Uint8Array;
  readonly spki: Uint8Array;
}

/** Every pin of a rule: those in use, and the backups. */
export function pinsOf({ rule }: Target): readonly Pin[] {
  return [...rule.pins, ...rule.backupPins];
}

async function openKey(path: string, options: PassphraseOptions): Promise<ForgedKey> {
  const { name, bytes } = await readInput(path);
  const ask = (): Promise<string> => passphraseFor(name, options);
  const text = Buffer.from(bytes).toString("latin1");
  const key = text.includes("-----BEGIN")
    ? await openPrivateKey(text, name, ask)
    : await openPrivateDer(bytes, name, ask);
  if (key !== undefined) return forgedKeyOf(key);
  throw new CommandError(`${name} holds no private key`, {
    exitCode: 2,
    code: "key-unreadable",
    hint: "give --backup-key the private key that tlspin key new or init wrote",
  });
}

function notPinned(path: string, pin: string): CommandError {
  return new CommandError(`${path} is the key of no pin of the policy: its pin is ${pin}`, {
    exitCode: 2,
    code: "key-not-pinned",
    hint: "give --backup-key a key whose pin stands in backupPins",
  });
}
