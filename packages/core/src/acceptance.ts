import { OptionError } from "./errors.ts";

/** What an application accepts of a policy. Every adapter takes these options and means the same. */
export interface Acceptance {
  /** Who hears of each verdict, or `undefined`. */
  readonly onVerdict: unknown;
  /** The lowest `revision` to accept. */
  readonly minRevision: number;
  /** Accepts `onExpiry: "unpin"` in the policy. */
  readonly acceptFailOpenExpiry: boolean;
}

/**
 * Reads `minRevision` from an adapter's options. A text or NaN must not switch it off in silence.
 *
 * @throws {OptionError} It is no whole number.
 */
export function readMinRevision(value: unknown): number {
  if (value === undefined) return 0;
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  throw new OptionError("minRevision", "must be a whole number");
}

/**
 * Reads an option that is switched on or off. Left out, it is off.
 *
 * @throws {OptionError} It is neither true nor false.
 */
export function readFlag(option: string, value: unknown): boolean {
  if (value === undefined) return false;
  if (typeof value === "boolean") return value;
  throw new OptionError(option, "must be true or false");
}
