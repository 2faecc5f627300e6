import { describeVerdict } from "./describe-verdict.ts";
import type { Peer } from "./evaluate.ts";
import type { Decision, MatchedPin, Reason, Verdict } from "./verdict.ts";

/** One decision, JSON-safe, for a log. */
export interface VerdictRecord {
  readonly host: string;
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
  const { hostname, decision, reason, pin, revision, wouldReject } = verdict;
  return Object.freeze({
    host: hostname,
    decision,
    reason,
    ...(pin === undefined ? {} : { pin }),
    revision,
    ...(wouldReject === undefined ? {} : { wouldReject }),
    message: describeVerdict(verdict, peer),
  });
}
