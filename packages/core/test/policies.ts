/** Pins that are well formed and name no key that anybody has. */
export const [A, B, C, D]: readonly [string, string, string, string] = [
  "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
  "sha256/BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=",
  "sha256/CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCA=",
  "sha256/DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDA=",
];

type Json = Readonly<Record<string, unknown>>;

/** A rule as a policy file writes it, with what a test changes. */
export function ruleJson(host: string, changes: Json = {}): Json {
  return { host, includeSubdomains: false, pins: [A], backupPins: [B], ...changes };
}

/** A policy as its file writes it, with what a test changes. */
export function policyJson(changes: Json = {}): Json {
  return {
    version: 1,
    revision: 1,
    unlistedHosts: "unpinned",
    hosts: [ruleJson("api.example.com")],
    ...changes,
  };
}
