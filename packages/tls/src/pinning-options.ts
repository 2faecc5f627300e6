import { OptionError, readFlag, readListener, readMinRevision } from "@tlspin/core";

import type { PinningOptions, VerdictRecord } from "./pinning.ts";
import { type OptionsRead, readOptions } from "./read-options.ts";

/** The options of a pinning, read once and checked. Nobody else holds this copy. */
export interface PinningOptionsRead {
  readonly onVerdict: ((record: VerdictRecord) => unknown) | undefined;
  readonly minRevision: number;
  readonly acceptFailOpenExpiry: boolean;
  readonly allowUntestedRuntime: boolean;
  readonly tls: object;
}

/**
 * Reads the options of `createPinning`. A misspelt `minRevision` must not switch it off in silence.
 *
 * @param own - The options that only this runtime's adapter has.
 * @throws {OptionError} An option is unknown, computed, or not what it must be.
 */
export function readPinningOptions<Own extends string = never>(
  options: object,
  own: readonly Own[] = [],
): PinningOptionsRead & OptionsRead<Own> {
  const read = readOptions<keyof PinningOptions | Own>(options, [...SHARED, ...own]);
  return Object.assign(Object.create(null), read, {
    onVerdict: readListener("onVerdict", read.onVerdict),
    minRevision: readMinRevision(read.minRevision),
    acceptFailOpenExpiry: readFlag("acceptFailOpenExpiry", read.acceptFailOpenExpiry),
    allowUntestedRuntime: readFlag("allowUntestedRuntime", read.allowUntestedRuntime),
    tls: objectOf(read.tls),
  });
}

function objectOf(value: unknown): object {
  if (value === undefined) return {};
  if (typeof value === "object" && value !== null) return value;
  throw new OptionError("tls", "must be an object of options");
}

const SHARED = [
  "onVerdict",
  "minRevision",
  "acceptFailOpenExpiry",
  "allowUntestedRuntime",
  "tls",
] as const;
