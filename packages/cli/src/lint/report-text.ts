import type { Severity } from "@tlspin/lint";

import { type Look, paint } from "../paint.ts";
import { printable } from "../printable.ts";
import { type Linted, type LocatedFinding, unjudgedByNeed } from "./linted.ts";
import { GIVE } from "./needs.ts";

/** The findings for people. The last line is the summary. */
export function textReport(linted: Linted): string {
  return [
    ...(linted.findings.length === 0 ? [] : [paint("bold", printable(linted.name))]),
    ...linted.findings.flatMap(findingLines),
    ...unjudgedLines(linted),
    ...linted.unreachable.map(
      ({ message }) => `${paint("yellow", "not reached:")} ${printable(message)}`,
    ),
    ...linted.fixed.map((line) => `${paint("green", "fixed:")} ${line}`),
    summaryOf(linted),
  ].join("\n");
}

function findingLines(finding: LocatedFinding): readonly string[] {
  const { id, severity, pointer, message, fix, region } = finding;
  const place = `${region.line}:${region.column}`;
  const where = pointer === "" ? "(whole file)" : printable(pointer);
  return [
    `  ${place} ${paint(LOOKS[severity], severity)} ${paint("bold", id)} ${paint("dim", where)}`,
    `    ${printable(message)}`,
    `    to do: ${printable(fix)}`,
  ];
}

function unjudgedLines({ valid, rules }: Linted): readonly string[] {
  if (!valid) return [];
  return [...unjudgedByNeed(rules)].map(
    ([need, ids]) => `${paint("dim", `not judged without ${GIVE[need]}:`)} ${ids.join(", ")}`,
  );
}

/** What was found, in one line. */
export function summaryOf({ name, valid, findings, ...linted }: Linted): string {
  if (!valid) {
    const count = counted(findings.length, "problem");
    return `${paint("red", "not valid:")} ${count}. No app loads this policy.`;
  }
  const rules = counted(linted.hostRules ?? 0, "host rule");
  const head = `${printable(name)}, revision ${linted.revision}, ${rules}`;
  const counts = SEVERITIES.map((severity) => ({
    severity,
    count: findings.filter((finding) => finding.severity === severity).length,
  })).filter(({ count }) => count > 0);
  const found = counts.map(({ severity, count }) => counted(count, NOUNS[severity])).join(", ");
  return `${paint(lookOf(counts[0]?.severity), "valid:")} ${head}: ${found || "nothing found"}.`;
}

function lookOf(worst: Severity | undefined): Look {
  return worst === undefined || worst === "info" ? "green" : LOOKS[worst];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

const SEVERITIES: readonly Severity[] = ["error", "warning", "info"];

const NOUNS: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  info: "note",
};

const LOOKS: Readonly<Record<Severity, Look>> = { error: "red", warning: "yellow", info: "dim" };
