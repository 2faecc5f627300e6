import { describeVerdict } from "./describe-verdict.ts";
import { OptionError } from "./errors.ts";
import type { Peer } from "./evaluate.ts";
import type { Decision, MatchedPin, Reason, Verdict } from "./verdict.ts";

/** One decision, JSON-safe, for a log. */
export interface VerdictRecord {
  readonly host: string;
  /** The host of the rule that applied, as the policy has it: one of few, so a label for metrics. */
  readonly rule?: string;
  readonly decision: Decision;
  readonly reason: Reason;
  readonly pin?: MatchedPin;
  readonly revision: number;
  /** Why a rule in `"enforce"` mode would have rejected what `"report-only"` let pass. */
  readonly wouldReject?: Reason;
  /** What `describeVerdict` says, on several lines. */
  readonly message: string;
}

/** The record of a decision: frozen, and without any bytes of the peer. */
export function recordOf(verdict: Verdict, peer: Peer): VerdictRecord {
  const { hostname, rule, decision, reason, pin, revision, wouldReject } = verdict;
  return Object.freeze({
    host: hostname,
    ...(rule === undefined ? {} : { rule: rule.host }),
    decision,
    reason,
    ...(pin === undefined ? {} : { pin }),
    revision,
    ...(wouldReject === undefined ? {} : { wouldReject }),
    message: describeVerdict(verdict, peer),
  });
}

/** Who is told of decisions. */
export type VerdictListener = (record: VerdictRecord) => unknown;

/**
 * Reads a listener from an adapter's options.
 *
 * @throws {OptionError} It is no function.
 */
export function readListener(option: string, value: unknown): VerdictListener | undefined {
  if (value === undefined || isListener(value)) return value;
  throw new OptionError(option, "must be a function");
}

// What a function takes, only its documentation can say.
function isListener(value: unknown): value is VerdictListener {
  return typeof value === "function";
}
