import { OptionError } from "@tlspin/core";

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
    onVerdict: listenerOf(read.onVerdict),
    minRevision: revisionOf(read.minRevision),
    acceptFailOpenExpiry: flagOf("acceptFailOpenExpiry", read.acceptFailOpenExpiry),
    allowUntestedRuntime: flagOf("allowUntestedRuntime", read.allowUntestedRuntime),
    tls: objectOf(read.tls),
  });
}

function listenerOf(value: unknown): unknown {
  if (value === undefined || typeof value === "function") return value;
  throw new OptionError("onVerdict", "must be a function");
}

function revisionOf(value: unknown): number {
  if (value === undefined) return 0;
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  throw new OptionError("minRevision", "must be a whole number");
}

function flagOf(option: string, value: unknown): boolean {
  if (value === undefined) return false;
  if (typeof value === "boolean") return value;
  throw new OptionError(option, "must be true or false");
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
