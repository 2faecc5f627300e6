/** Pins that are well formed and name no key that anybody has. */
export const [A, B, C, D]: readonly [string, string, string, string] = [
  "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
  "sha256/BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=",
  "sha256/CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCA=",
  "sha256/DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDA=",
];

type Json = Readonly<Record<string, unknown>>;

/** A policy of one rule that nothing is to be said of, as a file writes it, with what a test changes. */
export function policyText(rule: Json = {}, head: Json = {}): string {
  const host = { host: "api.example.com", includeSubdomains: false, pins: [A], backupPins: [B] };
  const policy = {
    version: 1,
    revision: 1,
    unlistedHosts: "reject",
    ownedDomains: ["example.com"],
  };
  const hosts = [{ ...host, expires: "2099-12-31", ...rule }];
  return `${JSON.stringify({ ...policy, ...head, hosts }, undefined, 2)}\n`;
}
