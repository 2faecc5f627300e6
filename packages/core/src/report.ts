import { encodeBase64 } from "./base64.ts";
import type { Peer } from "./evaluate.ts";
import { formatPin } from "./pin.ts";
import { expiryOf, type HostRule } from "./policy.ts";
import type { Verdict } from "./verdict.ts";

/**
 * A pin validation report (RFC 7469 §3), as JSON. It names the host and what it presented, nothing of
 * the client: no request, no address, no user.
 */
export interface PinReport {
  readonly "date-time": string;
  readonly hostname: string;
  readonly port: number;
  readonly "effective-expiration-date"?: string;
  readonly "include-subdomains": boolean;
  readonly "noted-hostname": string;
  /** PEM, leaf first. */
  readonly "served-certificate-chain": readonly string[];
  /** PEM, leaf first. Empty where the runtime does not tell which path it verified. */
  readonly "validated-certificate-chain": readonly string[];
  /** Each as `pin-sha256="…"`. Pins of whole certificates have no form in RFC 7469 and are left out. */
  readonly "known-pins": readonly string[];
}

/** Reports a verdict to machines. An invalid time is reported as the start of 1970. */
export function toReport(verdict: Verdict, peer: Peer, at: Date): PinReport {
  const chain = peer.chain.ders.map(pemOf);
  return {
    "date-time": new Date(Number.isNaN(at.getTime()) ? 0 : at.getTime()).toISOString(),
    hostname: verdict.hostname,
    port: peer.port,
    ...ofRule(verdict),
    "served-certificate-chain": peer.chain.kind === "served" ? chain : [],
    "validated-certificate-chain": peer.chain.kind === "verified" ? chain : [],
  };
}

type OfRule = Pick<
  PinReport,
  "effective-expiration-date" | "include-subdomains" | "known-pins" | "noted-hostname"
>;

function ofRule({ hostname, rule }: Verdict): OfRule {
  if (rule === undefined) {
    return { "include-subdomains": false, "noted-hostname": hostname, "known-pins": [] };
  }
  const expiry = expiryOf(rule);
  return {
    ...(expiry === Infinity ? {} : { "effective-expiration-date": new Date(expiry).toISOString() }),
    "include-subdomains": rule.includeSubdomains,
    "noted-hostname": rule.host,
    "known-pins": knownPins(rule),
  };
}

function knownPins(rule: HostRule): readonly string[] {
  if (rule.exclude === true) return [];
  return [...rule.pins, ...rule.backupPins].flatMap((pin) =>
    "spki" in pin ? [formatPin(pin.spki, "hpkp")] : [],
  );
}

function pemOf(der: Uint8Array): string {
  const lines = encodeBase64(der).match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
