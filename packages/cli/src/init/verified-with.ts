import { certificatePinOf, parsePin, PinError } from "@tlspin/core";

import { CommandError, usageError } from "../command-error.ts";
import { addressText } from "../host-address.ts";
import { exists } from "../key-files.ts";
import { keysIn } from "../keys-in.ts";
import { passphraseFor } from "../passphrase.ts";
import { readInput } from "../read-input.ts";
import type { PinnedHost } from "./pinned-key.ts";

/**
 * Compares each host's key with what its owner says it is, so that nobody has to trust this network.
 *
 * @param sources - Pins in any notation, SHA-256 fingerprints of certificates, or files that hold a
 * certificate or a key.
 * @throws {CommandError} A host shows a key that none of them names, or one of them is neither.
 */
export async function requireVerified(
  hosts: readonly PinnedHost[],
  sources: readonly string[],
): Promise<void> {
  const known = new Set((await Promise.all(sources.map(fingerprintsOf))).flat());
  const stranger = hosts.find((host) => !shownBy(host).some((pin) => known.has(pin)));
  if (stranger === undefined) return;
  const { address, pinned } = stranger;
  throw new CommandError(
    `${addressText(address)} shows ${pinned.pin}, which --verify-with does not name`,
    {
      exitCode: 1,
      code: "not-verified",
      hint: "nothing was written. If the host was renewed, compare anew; if not, somebody sits in between",
    },
  );
}

/** A person may have the fingerprint of the key or that of its certificate. */
function shownBy({ pinned, keys, dialled }: PinnedHost): readonly string[] {
  const certificate = dialled.served[keys.indexOf(pinned)];
  return [pinned.pin, ...(certificate === undefined ? [] : [certificatePinOf(certificate)])];
}

async function fingerprintsOf(source: string): Promise<readonly string[]> {
  if (await exists(source)) {
    const keys = await keysIn(await readInput(source), () => passphraseFor(source, {}));
    return keys.map(({ pin }) => pin);
  }
  try {
    return [parsePin(source)];
  } catch (error) {
    if (!(error instanceof PinError)) throw error;
    throw usageError(
      `--verify-with ${source} is neither a file nor a SHA-256 fingerprint`,
      "give it sha256/… of the key, a certificate's SHA-256 fingerprint in hex, or a file",
    );
  }
}
