import type { ExitCode } from "../command-error.ts";
import type { JUnitSuite } from "../junit.ts";
import { paint } from "../paint.ts";
import { printable } from "../printable.ts";
import type { Finding, Outcome } from "./finding.ts";
import { leakTexts } from "./leaks.ts";

/** What was rehearsed, and with what. */
export interface DrillReport {
  readonly policy: string;
  readonly revision: number;
  /** Empty where somebody else runs the program. */
  readonly command: readonly string[];
  readonly findings: readonly Finding[];
}

/** 1 where anything failed, 3 where anything was not rehearsed. */
export function exitCodeOf({ findings }: DrillReport): ExitCode {
  if (findings.some(({ outcome }) => outcome === "failed")) return 1;
  return findings.every(({ outcome }) => outcome === "passed") ? 0 : 3;
}

/** For programs. No value of a header and none of a query is in it. */
export function documentOf({ policy, revision, command, findings }: DrillReport): object {
  return {
    policy,
    revision,
    command,
    passed: countOf(findings, "passed"),
    failed: countOf(findings, "failed"),
    notRehearsed: countOf(findings, "not-rehearsed"),
    rehearsals: findings.map(({ scenario, target, outcome, why, todo, counted, leaks = [] }) => ({
      host: target.rule.host,
      scenario: scenario.name,
      outcome,
      why,
      todo,
      counted,
      leaks,
    })),
  };
}

/** For CI systems. What was not rehearsed is skipped there. */
export function suiteOf({ policy, findings }: DrillReport): JUnitSuite {
  return {
    name: `tlspin drill ${policy}`,
    cases: findings.map(({ scenario, target, outcome, why, todo, leaks = [] }) => {
      const text = [why, ...leakTexts(leaks).map((leak) => `leaked: ${leak}`), ...listOf(todo)];
      const said = text.join("\n");
      return {
        name: scenario.name,
        classname: target.rule.host,
        ...(outcome === "failed" ? { failure: said } : {}),
        ...(outcome === "not-rehearsed" ? { skipped: said } : {}),
      };
    }),
  };
}

/** For people. */
export function textOf(report: DrillReport): string {
  const { policy, revision, command, findings } = report;
  const what = command.length === 0 ? "" : `: ${command.join(" ")}`;
  const hosts = new Set(findings.map(({ target }) => target.rule.host));
  return [
    `Drill of ${printable(policy)}, revision ${revision}${printable(what)}`,
    ...Array.from(hosts, (host) => hostLines(host, findings)).flat(),
    "",
    summaryOf(findings),
  ].join("\n");
}

function hostLines(host: string, findings: readonly Finding[]): readonly string[] {
  const own = findings.filter(({ target }) => target.rule.host === host);
  return ["", paint("bold", host), ...own.flatMap(findingLines)];
}

function findingLines(finding: Finding): readonly string[] {
  const { scenario, outcome, why, todo, leaks = [], output } = finding;
  const { word, look } = WORDS[outcome];
  return [
    `  ${paint(look, word.padEnd(13))}  ${scenario.name.padEnd(17)}  ${printable(why)}`,
    ...(outcome === "failed" ? [detail(`met: ${scenario.meets}`)] : []),
    ...leakTexts(leaks).map((leak) => detail(`leaked: ${leak}`)),
    ...(todo === undefined ? [] : [detail(`to do: ${todo}`)]),
    ...(outcome === "failed" ? tailOf(output) : []),
  ];
}

function detail(text: string): string {
  return `      ${printable(text)}`;
}

/** The last of what the program wrote, which often says why. */
function tailOf(output = ""): readonly string[] {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  return lines.slice(-TAIL).map((line) => paint("dim", `      | ${printable(line)}`));
}

function summaryOf(findings: readonly Finding[]): string {
  const [passed, failed, not] = [
    countOf(findings, "passed"),
    countOf(findings, "failed"),
    countOf(findings, "not-rehearsed"),
  ];
  const parts = [
    ...(failed === 0 ? [] : [paint("red", `${failed} failed`)]),
    paint(passed === 0 ? "dim" : "green", `${passed} passed`),
    ...(not === 0 ? [] : [paint("yellow", `${not} not rehearsed`)]),
  ];
  return `${parts.join(", ")}.`;
}

function countOf(findings: readonly Finding[], wanted: Outcome): number {
  return findings.filter(({ outcome }) => outcome === wanted).length;
}

function listOf(text: string | undefined): readonly string[] {
  return text === undefined ? [] : [`to do: ${text}`];
}

const TAIL = 4;

const WORDS = {
  passed: { word: "passed", look: "green" },
  failed: { word: "FAILED", look: "red" },
  "not-rehearsed": { word: "not rehearsed", look: "yellow" },
} as const;
