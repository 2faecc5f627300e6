export type { Evidence, HeldKey, HostChain, Release } from "./evidence.ts";
export type { Edit, Finding, FindingId, Need, RuleId, Severity } from "./finding.ts";
export { lint, type LintOptions, type LintReport, lintText, type RuleReport } from "./lint.ts";
export type { NotJudged } from "./rule.ts";
export { isPublicSuffix } from "./public-suffix.ts";
export { RULE_TITLES } from "./rule-titles.ts";
export type { Change, ChangeId, ChangeKind } from "./diff/change.ts";
export { CHANGE_KINDS } from "./diff/change.ts";
export { diff, type Diff, type DiffOptions } from "./diff/diff.ts";
