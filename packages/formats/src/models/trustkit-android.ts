import { pinnedBy } from "./android.ts";
import { mostSpecific, repeatedName } from "./host-rules.ts";
import { utcMidnight } from "./local-midnight.ts";
import { isDigest } from "./pin-value.ts";
import { cannotStart, type Requirement, settled } from "./requirement.ts";

/** What TrustKit for Android reads in `network_security_config.xml`: one domain for each entry. */
export interface TrustKitAndroidConfig {
  readonly domains: readonly TrustKitAndroidDomain[];
}

/** One `<domain-config>` with its `<trustkit-config>`. */
export interface TrustKitAndroidDomain {
  readonly name: string;
  readonly includeSubdomains: boolean;
  readonly pins: readonly string[];
  /** As `2027-06-30`: until that day begins where the device is, and open then. */
  readonly expiration?: string;
  readonly enforcePinning: boolean;
}

/**
 * What TrustKit requires of a host on Android. The most specific domain counts, at any depth. Fewer
 * than two pins, a domain that stands twice or an invalid one keep the app from starting.
 */
export function trustKitAndroidRequirement(
  { domains }: TrustKitAndroidConfig,
  host: string,
  zoneOffset?: number,
): Requirement {
  const fault = faultOf(domains);
  if (fault !== undefined) return cannotStart(fault);
  // It throws for such a host, which keeps the connection from being made.
  if (!isDomain(host)) return settled({ outcome: "refuses", reason: "host-invalid" });

  const found = mostSpecific(domains, host);
  if (found === undefined) return settled({ outcome: "unpinned", reason: "host-unlisted" });
  return { ...pinnedBy(found, zoneOffset), ...enforcementOf(found) };
}

function enforcementOf({ enforcePinning }: TrustKitAndroidDomain): { readonly enforced: boolean } {
  return { enforced: enforcePinning };
}

function faultOf(domains: readonly TrustKitAndroidDomain[]): string | undefined {
  if (domains.length === 0) return "no domain is pinned";
  const repeated = repeatedName(domains.map(({ name }) => name));
  if (repeated !== undefined) return `${repeated} stands in the file twice`;
  for (const domain of domains) {
    const fault = faultOfDomain(domain);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultOfDomain({ name, pins, expiration }: TrustKitAndroidDomain): string | undefined {
  if (!isDomain(name)) return `${name} is no valid domain`;
  if (new Set(pins).size < 2) return `${name} has fewer than 2 different pins`;
  const bad = pins.find((pin) => !isDigest(pin));
  if (bad !== undefined) return `${name} has a pin that is not the base64 of 32 bytes: ${bad}`;
  if (expiration === undefined || !Number.isNaN(utcMidnight(expiration))) return undefined;
  return `${name} has an expiration that is no day: ${expiration}`;
}

// Labels of letters, digits and hyphens, with letters of any script; at least two of them.
function isDomain(name: string): boolean {
  return /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+\p{L}[\p{L}\p{N}-]*\.?$/u.test(
    name,
  );
}
