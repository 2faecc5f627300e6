import { parsePolicy, parsePolicyText, type Policy, PolicyError } from "@tlspin/core";

import type { Evidence } from "./evidence.ts";
import type { Finding, RuleId } from "./finding.ts";
import { byPointer } from "./pointer.ts";
import type { Found, NotJudged, Remark, Rule } from "./rule.ts";
import { RULES } from "./rules.ts";
import { subjectOf } from "./subject.ts";

/** What to judge a policy by. */
export interface LintOptions {
  /** The moment to judge at. The package has no clock. */
  readonly at: Date;
  readonly evidence?: Evidence;
  /** Days. What ends within them is near. Default 100: as long as a certificate lives from 2027-03-15 on. */
  readonly horizon?: number;
}

/** What `lint` found. JSON-safe. */
export interface LintReport {
  /** Whether an app would load the policy. */
  readonly valid: boolean;
  /** What is the whole policy's first, then rule by rule. */
  readonly findings: readonly Finding[];
  /** Every rule, and what became of it. */
  readonly rules: readonly RuleReport[];
}

/** What became of a rule. */
export interface RuleReport {
  readonly id: RuleId;
  /** `"not-judged"` where nothing was found, and not everything could be looked at. */
  readonly status: "passed" | "found" | "not-judged";
  /** The places that it could not judge, and what it would have to know. */
  readonly notJudged: readonly NotJudged[];
}

/**
 * Judges a policy: what the parser refuses, and what will hurt although it loads. A rule that needs
 * evidence that it was not given says so, and does not pass.
 *
 * @param policy - What `parsePolicy` made, or JSON as it takes it.
 * @throws {RangeError} `at` is no time, or `horizon` no number of days.
 * @throws {HostnameError} A chain of the evidence is said to be of what is no host.
 */
export function lint(policy: unknown, options: LintOptions): LintReport {
  return lintParsed(() => parsePolicy(policy), options);
}

/**
 * The same for the text of a policy file. It sees repeated keys, which `JSON.parse` hides.
 *
 * @throws {RangeError} `at` is no time, or `horizon` no number of days.
 * @throws {HostnameError} A chain of the evidence is said to be of what is no host.
 */
export function lintText(text: string, options: LintOptions): LintReport {
  return lintParsed(() => parsePolicyText(text), options);
}

function lintParsed(parse: () => Policy, options: LintOptions): LintReport {
  requireSensible(options);
  try {
    return judged(parse(), options);
  } catch (error) {
    if (error instanceof PolicyError) return invalid(error);
    throw error;
  }
}

function requireSensible({ at, horizon = DEFAULT_HORIZON }: LintOptions): void {
  if (Number.isNaN(at.getTime())) throw new RangeError("at: is no time");
  if (!(horizon >= 0)) throw new RangeError(`horizon: ${horizon} is no number of days`);
}

function invalid({ problems }: PolicyError): LintReport {
  const findings = problems.map(({ pointer, code, message, hint }) => ({
    id: code,
    severity: "error" as const,
    pointer,
    message,
    fix: hint ?? "mend it: no app loads the policy as it stands",
  }));
  const notJudged = [{ pointer: "", needs: "valid-policy" as const }];
  const rules = RULES.map(({ id }) => ({ id, status: "not-judged" as const, notJudged }));
  return { valid: false, findings, rules };
}

function judged(policy: Policy, { at, evidence = {}, horizon }: LintOptions): LintReport {
  const subject = subjectOf({ policy, at, evidence, horizon: horizon ?? DEFAULT_HORIZON });
  const judgements = RULES.map((rule) => ({ rule, remarks: rule.judge(subject) }));
  return {
    valid: true,
    findings: judgements
      .flatMap(({ rule, remarks }) =>
        remarks.filter(isFound).map((found) => findingOf(rule, found)),
      )
      .toSorted(byPointer),
    rules: judgements.map(({ rule, remarks }) => reportOf(rule, remarks)),
  };
}

function findingOf({ id, severity }: Rule, found: Found): Finding {
  return { id, severity, ...found };
}

function reportOf({ id }: Rule, remarks: readonly Remark[]): RuleReport {
  const notJudged = remarks.flatMap((remark) => (isFound(remark) ? [] : [remark]));
  if (remarks.some(isFound)) return { id, status: "found", notJudged };
  return { id, status: notJudged.length > 0 ? "not-judged" : "passed", notJudged };
}

function isFound(remark: Remark): remark is Found {
  return !("needs" in remark);
}

const DEFAULT_HORIZON = 100;
