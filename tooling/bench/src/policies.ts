import { parseCertificate, pinOf } from "@tlspin/core";

import { HOST } from "./pki.ts";

/** A policy of one host, pinned by the key of its own leaf or by that of its CA. */
export function policyOf(chain: readonly string[], at: "leaf" | "ca"): object {
  const [leaf = "", ca = ""] = chain;
  const spki = pinOf(parseCertificate(Buffer.from(at === "leaf" ? leaf : ca, "base64")).spki);
  return { ...FRAME, hosts: [{ ...RULE, host: HOST, pins: [{ spki, at }] }] };
}

/** A policy of many hosts, each with a pin and a backup pin of its own, as JSON. */
export function policyOfMany(hosts: number): string {
  const rules = Array.from({ length: hosts }, (_, i) => ({
    host: `host-${i}.example.com`,
    includeSubdomains: i % 2 === 0,
    pins: [pinNumber(2 * i)],
    backupPins: [pinNumber(2 * i + 1)],
  }));
  return JSON.stringify({ ...FRAME, hosts: rules });
}

/** No key has these pins, and each is another. */
function pinNumber(number: number): string {
  const digest = Buffer.alloc(32);
  digest.writeUInt32BE(number);
  return `sha256/${digest.toString("base64")}`;
}

const FRAME = { version: 1, revision: 1, unlistedHosts: "reject" } as const;

const RULE = { includeSubdomains: false, backupPins: [pinNumber(0)] } as const;
