import type { RuleId, Severity } from "./finding.ts";
import { RULES } from "./rules.ts";

/** What a list of rules says of one. */
export interface RuleTitle {
  readonly id: RuleId;
  /** What goes wrong where the rule is broken, in one line. */
  readonly title: string;
  /** The usual severity of what it finds. */
  readonly severity: Severity;
}

/** Every rule, for lists and for formats that name the rules that ran. */
export const RULE_TITLES: readonly RuleTitle[] = RULES.map(({ id, title, severity }) => ({
  id,
  title,
  severity,
}));
