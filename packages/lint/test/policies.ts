import { parsePolicy, type Policy } from "@tlspin/core";

/** When every test happens. */
export const AT = new Date("2026-11-23T12:00:00Z");

/** Pins that are well formed and name no key that anybody has. */
export const [A, B, C, D]: readonly [string, string, string, string] = [
  "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
  "sha256/BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=",
  "sha256/CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCA=",
  "sha256/DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDA=",
];

type Json = Readonly<Record<string, unknown>>;

/** A rule as a policy file writes it, with what a test changes. */
export function ruleJson(changes: Json = {}): Json {
  return {
    host: "api.example.com",
    includeSubdomains: false,
    pins: [A],
    backupPins: [B],
    ...changes,
  };
}

/** A policy as its file writes it, with what a test changes. */
export function policyJson(changes: Json = {}): Json {
  return { version: 1, revision: 7, unlistedHosts: "unpinned", hosts: [ruleJson()], ...changes };
}

/** A policy of these rules. */
export function policyOf(rules: readonly Json[], changes: Json = {}): Policy {
  return parsePolicy(policyJson({ hosts: rules, ...changes }));
}
