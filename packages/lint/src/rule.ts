import type { Edit, Need, RuleId, Severity } from "./finding.ts";
import type { Subject } from "./subject.ts";

/** One thing that a policy should not do. */
export interface Rule {
  readonly id: RuleId;
  /** What goes wrong where the rule is broken, in one line. */
  readonly title: string;
  /** How bad that is, where the remark does not say otherwise. */
  readonly severity: Severity;
  readonly judge: (subject: Subject) => readonly Remark[];
}

/** What a rule says of one place: it found something, or it could not know. */
export type Remark = Found | NotJudged;

/** Something that a rule found. */
export interface Found {
  readonly pointer: string;
  readonly host?: string;
  readonly severity?: Severity;
  readonly message: string;
  readonly fix: string;
  readonly edits?: readonly Edit[];
}

/** A place that a rule could not judge. It does not pass. */
export interface NotJudged {
  readonly pointer: string;
  readonly host?: string;
  readonly needs: Need;
}
