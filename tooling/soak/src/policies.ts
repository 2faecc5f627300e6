import type { World } from "@tlspin/testing";

/** The servers of the soak, and when each may be reached. */
export const SERVERS = {
  right: "even",
  backup: "odd",
  "right-h2": "even",
  "wrong-key": "never",
  "wrong-key-h2": "never",
  "wrong-key-1.2": "never",
  "rogue-extra": "never",
  "self-signed": "never",
  reset: "never",
  garbage: "never",
} as const;

export type ServerName = keyof typeof SERVERS;

/** Whether the policy of a revision lets a request reach a server. */
export function isAllowed(server: ServerName, revision: number): boolean {
  return SERVERS[server] === (revision % 2 === 0 ? "even" : "odd");
}

/** Pins the one server's key in even revisions and the other's in odd ones. Nobody else's, ever. */
export function policyOf({ pins }: World, revision: number): object {
  const pin = revision % 2 === 0 ? pins.leaf : pins.backup;
  const rule = { host: HOST, includeSubdomains: false, pins: [pin], backupPins: [UNUSED] };
  return { version: 1, revision, unlistedHosts: "reject", hosts: [rule] };
}

export const HOST = "api.example.com";

const UNUSED = `sha256/${"A".repeat(43)}=`;
