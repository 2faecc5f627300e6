import type { PolicyProblemCode } from "@tlspin/core";

/** How bad a finding is: users are cut off or unprotected; will be; a choice to know of. */
export type Severity = "error" | "warning" | "info";

/** Something in a policy that hurts, or will. */
export interface Finding {
  /** Stable, for programs: the rule that found it, or the parser's code of a problem. */
  readonly id: FindingId;
  readonly severity: Severity;
  /** Where, as a JSON Pointer (RFC 6901). The empty string is the whole file. */
  readonly pointer: string;
  /** The host whose rule it is. Absent where it is the whole policy's. */
  readonly host?: string;
  /** What is wrong, and whom it hurts when. */
  readonly message: string;
  /** What to do about it. */
  readonly fix: string;
  /** What a program may do about it without asking. No verdict changes by it. */
  readonly edits?: readonly Edit[];
}

/** A change of the policy's JSON: an operation of JSON Patch (RFC 6902). */
export type Edit =
  | { readonly op: "replace"; readonly path: string; readonly value: number }
  | { readonly op: "remove"; readonly path: string };

export type FindingId = RuleId | PolicyProblemCode;

/** The rules' names. API: once released, a name keeps its meaning. */
export type RuleId =
  | "backup-on-chain"
  | "backup-missing"
  | "backup-without-key"
  | "certificate-pin"
  | "chain-refused"
  | "client-certificate-exposed"
  | "distrusted-pinned"
  | "exclude-without-effect"
  | "expiry-fails-open"
  | "expiry-missing"
  | "expiry-near"
  | "issued-later"
  | "managed-leaf-key"
  | "one-ca"
  | "one-key-type"
  | "pin-unused"
  | "public-suffix"
  | "reaches-other-rules"
  | "release-cut-off"
  | "report-only"
  | "revision-not-raised"
  | "root-pins-only"
  | "rotating-ca-pin"
  | "rules-overlap"
  | "third-party-host"
  | "unlisted-hosts-allowed"
  | "weak-key";

/** What a rule would have to know and was not told. */
export type Need =
  | "base"
  | "chain"
  | "client-certificate"
  | "keys"
  | "owned-domains"
  | "releases"
  | "valid-policy";
