import { isSpkiPin, parsePin, pinOf, type SpkiPin } from "@tlspin/core";

import { usageError } from "../command-error.ts";
import { spkiOf } from "../key.ts";
import { keysIn } from "../keys-in.ts";
import { passphraseFor, type PassphraseOptions } from "../passphrase.ts";
import { privateKeyIn } from "../private-key.ts";
import { readInput } from "../read-input.ts";

/** A key that a certificate may have: what was promised to the clients that pin it. */
export interface PromisedKey {
  /** As the command line names it: a file, or the pin itself. */
  readonly name: string;
  readonly pin: SpkiPin;
}

/**
 * Reads a promised key: a pin, or a file with the CSR, the certificate or the key itself.
 *
 * @throws {CommandError | PinError} It is neither, or the file holds several keys.
 */
export async function promisedKeyOf(
  text: string,
  options: PassphraseOptions,
): Promise<PromisedKey> {
  if (isSpkiPin(text)) return { name: text, pin: text };
  if (text.startsWith("sha256/")) return { name: text, pin: parsePin(text) };
  return { name: text, pin: await pinInFile(text, options) };
}

/**
 * Reads the private key that a server is to use.
 *
 * @throws {CommandError} The file holds none, or it cannot be opened.
 */
export async function serverKeyOf(path: string, options: PassphraseOptions): Promise<PromisedKey> {
  const input = await readInput(path);
  const key = await privateKeyIn(input, () => passphraseFor(input.name, options));
  return { name: input.name, pin: pinOf(spkiOf(key)) };
}

// A chain counts as its first certificate.
async function pinInFile(path: string, options: PassphraseOptions): Promise<SpkiPin> {
  const input = await readInput(path);
  const [first, ...others] = await keysIn(input, () => passphraseFor(input.name, options));
  const isOne = others.every(({ pin, foundIn }) => {
    return pin === first?.pin || (first?.foundIn === "certificate" && foundIn === "certificate");
  });
  if (first !== undefined && isOne) return first.pin;
  throw usageError(`${input.name} holds several keys`, "name a file that holds one, or its pin");
}
