/** What becomes of one connection. */
export interface Judgement {
  readonly outcome: Outcome;
  readonly reason: JudgementReason;
  /** Which part of a configuration keeps the app from starting. */
  readonly detail?: string;
}

/**
 * A pin vouches for the connection; it is refused; it is made, and no pin had a say; or the app dies
 * of its own configuration before it connects anywhere.
 */
export type Outcome = "connects" | "refuses" | "unpinned" | "does-not-start";

/** What a system found. */
export type JudgementReason =
  | "pin-matched"
  | "host-unlisted"
  | "host-excluded"
  | "report-only"
  | "pins-expired"
  | "pins-empty"
  | "trailing-dot"
  | "host-invalid"
  | "clock-invalid"
  | "clock-before-issued"
  | "path-empty"
  | "key-distrusted"
  | "key-type-unsupported"
  | "no-pin-matched"
  | "configuration-invalid";
