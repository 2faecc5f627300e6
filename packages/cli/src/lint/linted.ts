import type { Finding, LintReport, RuleReport } from "@tlspin/lint";

import type { Unreachable } from "../evidence/asked-chains.ts";
import { locatorOf, type Region } from "./locate.ts";

/** A policy file that was judged, with everything that its reports say. */
export interface Linted {
  /** As messages name the file. */
  readonly name: string;
  readonly valid: boolean;
  /** Absent where the policy does not load. */
  readonly revision?: number;
  readonly hostRules?: number;
  readonly at: Date;
  readonly findings: readonly LocatedFinding[];
  readonly rules: readonly RuleReport[];
  readonly unreachable: readonly Unreachable[];
  /** What `--fix` did. Empty where it did nothing. */
  readonly fixed: readonly string[];
}

/** A finding, and where it stands in the file. */
export interface LocatedFinding extends Finding {
  readonly region: Region;
}

/** Finds each finding's place in the text, and orders them by it. */
export function located(text: string, { findings }: LintReport): readonly LocatedFinding[] {
  const regionOf = locatorOf(text);
  return findings
    .map((finding) => Object.assign({}, finding, { region: regionOf(finding.pointer) }))
    .toSorted((a, b) => a.region.line - b.region.line || a.region.column - b.region.column);
}

/** What could not be judged, by what it needs. */
export function unjudgedByNeed(
  rules: readonly RuleReport[],
): ReadonlyMap<RuleReport["notJudged"][number]["needs"], readonly string[]> {
  const byNeed = new Map<RuleReport["notJudged"][number]["needs"], string[]>();
  for (const { id, notJudged } of rules) {
    for (const needs of new Set(notJudged.map((each) => each.needs)))
      byNeed.set(needs, [...(byNeed.get(needs) ?? []), id]);
  }
  return byNeed;
}
