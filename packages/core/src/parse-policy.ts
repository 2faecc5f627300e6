import * as v from "valibot";

import { PolicyError, type PolicyProblem, type PolicyProblemCode } from "./errors.ts";
import { copyAsJson, isJsonObject, type PlainJson, pointerStep } from "./plain-json.ts";
import { type PlacedRule, problemsOfRule, problemsOfRules } from "./policy-rules.ts";
import { EXCLUDED_RULE, PINNED_RULE, POLICY_HEAD, type PolicyHead } from "./policy-schema.ts";
import { isSealed, type Policy, sealPolicy } from "./policy.ts";
import { readJson } from "./read-json.ts";
import { unknownKeys } from "./unknown-keys.ts";

/**
 * Makes a policy of JSON: complete, canonical and deep-frozen. A policy that it made comes back as is.
 *
 * @param json - What the policy file says, as `JSON.parse` gives it.
 * @throws {PolicyError} With every problem at once, each with its JSON Pointer.
 */
export function parsePolicy(json: unknown): Policy {
  if (isSealed(json)) return json;
  return policyOf(json, []);
}

/**
 * Makes a policy of a file's text. It sees repeated keys, which `JSON.parse` hides.
 *
 * @throws {PolicyError} With every problem at once, each with its JSON Pointer.
 */
export function parsePolicyText(text: string): Policy {
  const { json, problems } = readJson(text);
  if (json === undefined) throw new PolicyError(problems);
  return policyOf(json, problems);
}

function policyOf(json: unknown, earlier: readonly PolicyProblem[]): Policy {
  const copy = copyAsJson(json);
  const head = readHead(copy.json);
  const rules = readRules(copy.json);
  const problems = [
    ...earlier,
    ...copy.problems,
    ...unknownKeys(copy.json),
    ...head.problems,
    ...rules.problems,
    ...problemsOfRules(rules.placed, head.value ?? {}),
  ];
  if (head.value === undefined || problems.length > 0) throw new PolicyError(problems);
  return sealPolicy({ ...head.value, hosts: rules.placed.map(({ rule }) => rule) });
}

interface Reading<Value> {
  readonly value?: Value;
  readonly problems: readonly PolicyProblem[];
}

function readHead(json: PlainJson): Reading<PolicyHead> {
  return readWith(POLICY_HEAD, json, "");
}

function readRules(json: PlainJson): {
  placed: readonly PlacedRule[];
  problems: readonly PolicyProblem[];
} {
  const hosts = isJsonObject(json) ? json["hosts"] : [];
  if (!Array.isArray(hosts) || (isJsonObject(json) && hosts.length === 0)) {
    return { placed: [], problems: [problemOfHosts(hosts)] };
  }
  const readings = hosts.map((rule, i) => readRule(rule, `/hosts${pointerStep(i)}`));
  return {
    placed: readings.flatMap(({ value }) => (value === undefined ? [] : [value])),
    problems: readings.flatMap(({ problems }) => problems),
  };
}

function problemOfHosts(hosts: PlainJson | undefined): PolicyProblem {
  const message = hosts === undefined ? '"hosts" is missing' : "must list at least one rule";
  return {
    pointer: "/hosts",
    code: hosts === undefined ? "key-missing" : "value-invalid",
    message,
  };
}

function readRule(json: PlainJson, pointer: string): Reading<PlacedRule> {
  const excluded = isJsonObject(json) && Object.hasOwn(json, "exclude");
  const { value: rule, problems } = excluded
    ? readWith(EXCLUDED_RULE, json, pointer)
    : readWith(PINNED_RULE, json, pointer);
  if (rule === undefined)
    return { problems: [...problems, ...problemsBeside(json, problems, pointer)] };
  const value = { rule, pointer };
  return { value, problems: problemsOfRule(value) };
}

/** What is wrong with the pins of a rule whose other members do not even have the right shape. */
function problemsBeside(
  json: PlainJson,
  found: readonly PolicyProblem[],
  pointer: string,
): readonly PolicyProblem[] {
  if (!isJsonObject(json) || Object.hasOwn(json, "exclude")) return [];
  const { mode, pins, backupPins, distrusted } = json;
  const alone = {
    host: "pins.invalid",
    includeSubdomains: false,
    mode,
    pins,
    backupPins,
    distrusted,
  };
  const { success, output } = v.safeParse(PINNED_RULE, alone);
  const seen = new Set(found.map((problem) => problem.pointer));
  const problems = success ? problemsOfRule({ rule: output, pointer }) : [];
  return problems.filter((problem) => !seen.has(problem.pointer));
}

function readWith<Value>(
  schema: v.GenericSchema<unknown, Value>,
  json: PlainJson,
  pointer: string,
): Reading<Value> {
  const { success, output, issues } = v.safeParse(schema, json, { abortPipeEarly: true });
  if (success) return { value: output, problems: [] };
  return { problems: issues.map((issue) => problemOf(issue, pointer)) };
}

function problemOf(issue: v.BaseIssue<unknown>, parent: string): PolicyProblem {
  const keys = (issue.path ?? []).map(({ key }) => String(key));
  const pointer = [parent, ...keys.map(pointerStep)].join("");
  const last = keys.at(-1) ?? "";
  if (issue.kind === "schema" && issue.received === "undefined") {
    return {
      pointer,
      code: "key-missing",
      message: `"${last}" is missing`,
      ...hintOf(HINTS[last]),
    };
  }
  const code = CODES[keys.findLast((key) => Object.hasOwn(CODES, key)) ?? ""] ?? "value-invalid";
  // A transformation of ours says in `expected` what to write instead.
  const hint = issue.kind === "transformation" ? issue.expected : undefined;
  return { pointer, code, message: issue.message, ...hintOf(hint) };
}

function hintOf(hint: string | null | undefined): { readonly hint?: string } {
  return typeof hint === "string" ? { hint } : {};
}

const HINTS: Readonly<Record<string, string>> = {
  unlistedHosts: 'write "unpinned" for ordinary TLS validation, or "reject"',
  includeSubdomains: "write whether names below the host are covered: true or false",
  revision: "write 1, and raise it with each change",
  version: "write 1, the version of this file format",
};

const CODES: Readonly<Record<string, PolicyProblemCode>> = {
  host: "host-invalid",
  ownedDomains: "host-invalid",
  issued: "date-invalid",
  expires: "date-invalid",
  pins: "pin-invalid",
  backupPins: "pin-invalid",
  distrusted: "pin-invalid",
  note: "value-invalid",
  at: "value-invalid",
};
