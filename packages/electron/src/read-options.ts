import { OptionError } from "@tlspin/core";

import type { ElectronPinningOptions } from "./electron-pinning.ts";

/**
 * Reads the options once, as own properties: a polluted prototype must not accept anything for the app.
 *
 * @throws {OptionError} An option is unknown.
 */
export function readOptions(options: ElectronPinningOptions): ElectronPinningOptions {
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(KNOWN, name)) throw new OptionError(name, "is not an option of tlspin's");
  }
  return Object.freeze(Object.assign(Object.create(null), options));
}

const KNOWN: Readonly<Record<keyof ElectronPinningOptions, true>> = {
  onVerdict: true,
  onRejected: true,
  minRevision: true,
  acceptFailOpenExpiry: true,
  allowUntestedRuntime: true,
};
