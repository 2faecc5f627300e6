import type { Verdict } from "./verdict.ts";

/** Codes are API: once released, a code keeps its meaning. Each is repeated in its error's message. */
export type PinningErrorCode =
  | "ERR_TLSPIN_CERTIFICATE"
  | "ERR_TLSPIN_HOSTNAME"
  | "ERR_TLSPIN_OPTION"
  | "ERR_TLSPIN_PEER_REJECTED"
  | "ERR_TLSPIN_PIN"
  | "ERR_TLSPIN_POLICY"
  | "ERR_TLSPIN_ROTATION"
  | "ERR_TLSPIN_RUNTIME";

/** The parent of every error that tlspin throws or passes on. Find one anywhere with `isPinError`. */
export abstract class PinningError extends Error {
  readonly code: PinningErrorCode;

  constructor(code: PinningErrorCode, message: string) {
    super(`${message} [${code}]`);
    this.code = code;
    // A program can hold two copies of this package, so `instanceof` misses errors. The brand is for
    // finding an error, never for deciding whether a peer is allowed.
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/** What is wrong at one place of a policy file. */
export interface PolicyProblem {
  /** Where, as a JSON Pointer (RFC 6901): `/hosts/2/pins/0`. The empty string is the whole file. */
  readonly pointer: string;
  /** A stable name of the problem, for programs. */
  readonly code: PolicyProblemCode;
  /** What is wrong, for people. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
}

export type PolicyProblemCode =
  | "backup-missing"
  | "date-invalid"
  | "fail-open-not-accepted"
  | "host-duplicate"
  | "host-invalid"
  | "host-not-owned"
  | "json-duplicate-key"
  | "json-invalid"
  | "key-missing"
  | "key-unknown"
  | "not-parsed"
  | "pin-duplicate"
  | "pin-invalid"
  | "pins-missing"
  | "revision-lower"
  | "revision-reused"
  | "subdomains-invalid"
  | "value-invalid";

/** The policy is wrong. It was not loaded, and no connection was attempted. */
export class PolicyError extends PinningError {
  override readonly name = "PolicyError";
  /** Every problem of the file, in the order of the file. */
  readonly problems: readonly PolicyProblem[];

  constructor(problems: readonly PolicyProblem[], file?: string) {
    const where = file === undefined ? "policy" : file;
    super("ERR_TLSPIN_POLICY", [`${where} is not valid`, ...problems.map(lineOf)].join("\n  "));
    this.problems = Object.freeze(problems.map((problem) => Object.freeze({ ...problem })));
  }
}

function lineOf({ pointer, message, hint }: PolicyProblem): string {
  return `${pointer === "" ? "(whole file)" : pointer}: ${message}${hint === undefined ? "" : ` (${hint})`}`;
}

/** The peer is not one that the policy allows. The connection was closed before any application byte. */
export class PeerRejectedError extends PinningError {
  override readonly name = "PeerRejectedError";
  readonly verdict: Verdict;

  /** @param explanation - What `describeVerdict` says of this verdict. */
  constructor(verdict: Verdict, explanation: string) {
    super("ERR_TLSPIN_PEER_REJECTED", explanation);
    this.verdict = verdict;
  }
}

/** The bytes are not one certificate, request or key in strict DER, or not PEM of one. */
export class CertificateError extends PinningError {
  override readonly name = "CertificateError";

  constructor(message: string) {
    super("ERR_TLSPIN_CERTIFICATE", message);
  }
}

/** The text is no host name that a connection can be judged by. */
export class HostnameError extends PinningError {
  override readonly name = "HostnameError";

  constructor(message: string) {
    super("ERR_TLSPIN_HOSTNAME", message);
  }
}

/** The text is no pin in a notation that `parsePin` reads. */
export class PinError extends PinningError {
  override readonly name = "PinError";

  constructor(message: string) {
    super("ERR_TLSPIN_PIN", message);
  }
}

/** An option would weaken enforcement, or is not one that this door knows. */
export class OptionError extends PinningError {
  override readonly name = "OptionError";
  /** The option's name. */
  readonly option: string;

  constructor(option: string, message: string) {
    super("ERR_TLSPIN_OPTION", `${option}: ${message}`);
    this.option = option;
  }
}

/** This runtime, or this door of it, cannot enforce pins, so it is not offered. */
export class UnsupportedRuntimeError extends PinningError {
  override readonly name = "UnsupportedRuntimeError";

  constructor(message: string) {
    super("ERR_TLSPIN_RUNTIME", message);
  }
}

/**
 * Tells whether a value is an error of tlspin's, also one made by another copy of the package.
 *
 * For finding and logging. A peer is never allowed or refused by what this returns.
 */
export function isPinError(error: unknown): error is PinningError {
  return typeof error === "object" && error !== null && BRAND in error;
}

const BRAND = Symbol.for("tlspin.error");
