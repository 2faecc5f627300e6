import type { Linted, LocatedFinding } from "./linted.ts";

/** The findings as one JSON document. */
export function lintDocument(linted: Linted): object {
  const { name, valid, revision, hostRules, at, findings, rules, unreachable, fixed } = linted;
  return {
    policy: name,
    valid,
    ...(valid ? { revision, hosts: hostRules } : {}),
    at: at.toISOString(),
    findings: findings.map(flat),
    rules,
    unreachable,
    fixed,
  };
}

function flat({ region, ...finding }: LocatedFinding): object {
  return Object.assign(finding, region);
}
