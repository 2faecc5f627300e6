import {
  type Acceptance,
  OptionError,
  readFlag,
  readListener,
  readMinRevision,
  type VerdictListener,
} from "@tlspin/core";

import type { ElectronPinningOptions } from "./electron-pinning.ts";

/** The options of a pinning, read once and checked. Nobody else holds this copy. */
export interface OptionsRead extends Acceptance {
  readonly onVerdict: VerdictListener | undefined;
  readonly onRejected: VerdictListener | undefined;
  readonly allowUntestedRuntime: boolean;
}

/**
 * Reads the options once, as own data properties: a getter could answer differently the next time, and
 * a polluted prototype must not accept anything for the app.
 *
 * @throws {OptionError} An option is unknown, computed, or not what it must be.
 */
export function readOptions(options: ElectronPinningOptions): OptionsRead {
  const read: Partial<Record<keyof ElectronPinningOptions, unknown>> = Object.create(null);
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(options))) {
    if (!("value" in property))
      throw new OptionError(name, "is computed by a getter: hand in a value");
    if (!isKnown(name)) throw new OptionError(name, "is not an option of createPinning");
    read[name] = property.value;
  }
  return {
    onVerdict: readListener("onVerdict", read.onVerdict),
    onRejected: readListener("onRejected", read.onRejected),
    minRevision: readMinRevision(read.minRevision),
    acceptFailOpenExpiry: readFlag("acceptFailOpenExpiry", read.acceptFailOpenExpiry),
    allowUntestedRuntime: readFlag("allowUntestedRuntime", read.allowUntestedRuntime),
  };
}

function isKnown(name: string): name is keyof ElectronPinningOptions {
  return Object.hasOwn(KNOWN, name);
}

const KNOWN: Readonly<Record<keyof ElectronPinningOptions, true>> = {
  onVerdict: true,
  onRejected: true,
  minRevision: true,
  acceptFailOpenExpiry: true,
  allowUntestedRuntime: true,
};
