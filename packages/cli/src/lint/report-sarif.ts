import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";

import { RULE_TITLES, type Severity } from "@tlspin/lint";

import { type Linted, type LocatedFinding, unjudgedByNeed } from "./linted.ts";
import { GIVE } from "./needs.ts";

/** The findings as a log of SARIF 2.1.0, which code scanning services read. */
export function sarifLog(linted: Linted, version: string): object {
  const rules = descriptorsOf(linted.findings);
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "tlspin", version, informationUri: HOME, rules } },
        columnKind: "utf16CodeUnits",
        invocations: [invocationOf(linted)],
        results: linted.findings.map((finding) =>
          resultOf(finding, { uri: uriOf(linted.name), ruleIndex: indexes.get(finding.id) ?? -1 }),
        ),
      },
    ],
  };
}

interface Descriptor {
  readonly id: string;
  readonly shortDescription: { readonly text: string };
  readonly defaultConfiguration: { readonly level: string };
}

/** Lint's rules, and the parser's problems among the findings. */
function descriptorsOf(findings: readonly LocatedFinding[]): readonly Descriptor[] {
  const own = RULE_TITLES.map(({ id, title, severity }) => ({
    id,
    shortDescription: { text: title },
    defaultConfiguration: { level: LEVELS[severity] },
  }));
  const known = new Set<string>(own.map(({ id }) => id));
  const others = new Set(findings.map(({ id }) => id).filter((id) => !known.has(id)));
  return [...own, ...Array.from(others, problemDescriptor)];
}

function problemDescriptor(id: string): Descriptor {
  const shortDescription = { text: `No app loads the policy: ${id}` };
  return { id, shortDescription, defaultConfiguration: { level: "error" } };
}

/** What could not be judged, as SARIF says it: not a result, and not silence. */
function invocationOf({ rules, unreachable }: Linted): object {
  const unjudged = [...unjudgedByNeed(rules)].map(
    ([need, ids]) => `not judged without ${GIVE[need]}: ${ids.join(", ")}`,
  );
  return {
    executionSuccessful: true,
    toolExecutionNotifications: [
      ...unjudged.map((text) => ({ level: "note", message: { text } })),
      ...unreachable.map(({ message }) => ({ level: "warning", message: { text: message } })),
    ],
  };
}

function resultOf(
  { id, severity, pointer, message, fix, region }: LocatedFinding,
  { uri, ruleIndex }: { readonly uri: string; readonly ruleIndex: number },
): object {
  const { line: startLine, column: startColumn, endLine, endColumn } = region;
  return {
    ruleId: id,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: `${message}. To do: ${fix}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri },
          region: { startLine, startColumn, endLine, endColumn },
        },
        logicalLocations: [{ fullyQualifiedName: pointer === "" ? "/" : pointer }],
      },
    ],
    // Lines move and pointers count: what stays is the rule and the place.
    partialFingerprints: { "tlspin/v1": `${id} ${pointer}` },
  };
}

function uriOf(name: string): string {
  if (isAbsolute(name)) return pathToFileURL(name).href;
  return name.split(/[\\/]/).map(encodeURIComponent).join("/");
}

const LEVELS: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  info: "note",
};

const HOME = "https://github.com/tlspin/tlspin";
