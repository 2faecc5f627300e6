import type { PinKind } from "./pin.ts";
import type { HostRule, PinPosition } from "./policy.ts";

/** What to do with a peer, and why. Adapters obey `decision` and never interpret `reason`. JSON-safe. */
export interface Verdict {
  readonly decision: Decision;
  readonly reason: Reason;
  /** The host that was judged, in canonical spelling where it has one. */
  readonly hostname: string;
  /** The revision of the policy that judged. */
  readonly revision: number;
  /** The rule that applied. Absent where none did. */
  readonly rule?: HostRule;
  /** The pin that matched. Absent where none did. */
  readonly pin?: MatchedPin;
  /** Why `"enforce"` would have rejected what `"report-only"` allowed. */
  readonly wouldReject?: Reason;
}

/** What to do: hand the connection over, or destroy it before any application byte. */
export type Decision = "allow" | "reject";

/** Which entry of the policy matched. */
export interface MatchedPin {
  /** The pin, as `sha256/…=`. */
  readonly pin: string;
  readonly kind: PinKind;
  readonly at: PinPosition;
  /** Whether it stands in `backupPins`: the server has moved, and the policy should follow. */
  readonly backup: boolean;
  readonly note?: string;
  /** Its index in `pins`, or in `backupPins`. */
  readonly index: number;
}

/** What was found. Core finds the first, the guard of a connection those from `hook-not-run` on. */
export type Reason =
  | "pin-matched"
  | "host-unlisted"
  | "host-excluded"
  | "report-only"
  | "pins-expired"
  | "host-invalid"
  | "clock-invalid"
  | "clock-before-issued"
  | "chain-empty"
  | "certificate-malformed"
  | "key-distrusted"
  | "no-pin-matched"
  | "pinned-ca-not-vouching"
  | "signature-unsupported"
  | "path-budget-exhausted"
  | "internal-error"
  | "hook-not-run"
  | "not-authorized"
  | "session-resumed"
  | "protocol-too-old"
  | "cipher-weak"
  | "generation-changed"
  | "redirect-refused"
  | "in-clear";
