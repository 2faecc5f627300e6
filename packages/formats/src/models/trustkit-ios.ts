import { isBelow, mostSpecific } from "./host-rules.ts";
import { utcMidnight } from "./local-midnight.ts";
import { isDigest, pinsOfDigests } from "./pin-value.ts";
import { cannotStart, type Expiry, type Requirement, settled } from "./requirement.ts";

/** `TSKPinnedDomains` of TrustKit for iOS and macOS. */
export interface TrustKitIosConfig {
  readonly pinnedDomains: Readonly<Record<string, TrustKitIosDomain>>;
}

/** What it says of one domain. What is left out is as TrustKit has it. */
export interface TrustKitIosDomain {
  readonly publicKeyHashes?: readonly string[];
  readonly includeSubdomains?: boolean;
  readonly enforcePinning?: boolean;
  /** As `2027-06-30`, UTC. It fails open once that day has begun. */
  readonly expirationDate?: string;
  /** Must stand alone, below a domain that includes its subdomains. */
  readonly excludeSubdomainFromParentPolicy?: boolean;
}

/**
 * What TrustKit requires of a host on iOS. The most specific domain counts, at any depth. It throws
 * when the app starts where it takes the configuration for dangerous. It knows no public suffix list
 * here: a domain of one label, or an IP address, stands for one without a registrable part.
 */
export function trustKitIosRequirement(
  { pinnedDomains }: TrustKitIosConfig,
  host: string,
): Requirement {
  const fault = faultOf(pinnedDomains);
  if (fault !== undefined) return cannotStart(fault);

  // As given: TrustKit neither changes case nor drops a dot.
  const found = mostSpecific(rulesOf(pinnedDomains), host);
  if (found === undefined) return settled({ outcome: "unpinned", reason: "host-unlisted" });
  const { domain } = found;
  if (domain.excludeSubdomainFromParentPolicy === true) {
    return settled({ outcome: "unpinned", reason: "host-excluded" });
  }
  const pins = pinsOfDigests(domain.publicKeyHashes ?? []);
  return {
    kind: "pinned",
    demands: [{ leaf: pins, ca: pins }],
    distrusted: new Set(),
    keyTypes: KEY_TYPES,
    enforced: domain.enforcePinning !== false,
    ...expiryIn(domain),
  };
}

function rulesOf(domains: TrustKitIosConfig["pinnedDomains"]): readonly {
  readonly name: string;
  readonly includeSubdomains: boolean;
  readonly domain: TrustKitIosDomain;
}[] {
  return Object.entries(domains).map(([name, domain]) => ({
    name,
    includeSubdomains: domain.includeSubdomains === true,
    domain,
  }));
}

function expiryIn({ expirationDate }: TrustKitIosDomain): { readonly expiry?: Expiry } {
  const midnight = expirationDate === undefined ? Number.NaN : utcMidnight(expirationDate);
  // What does not parse never expires. It counts while now <= midnight.
  if (Number.isNaN(midnight)) return {};
  return { expiry: { earliest: midnight + 1, latest: midnight + 1, outcome: "unpinned" } };
}

function faultOf(domains: TrustKitIosConfig["pinnedDomains"]): string | undefined {
  const entries = Object.entries(domains);
  if (entries.length === 0) return "no domain is pinned";
  for (const [name, domain] of entries) {
    const fault = faultOfName(name) ?? faultOfDomain(name, domain, domains);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultOfName(name: string): string | undefined {
  if (name.includes(".") && !/\.\d+$/.test(name) && !name.includes(":")) return undefined;
  return `${name} has no known public suffix`;
}

function faultOfDomain(
  name: string,
  domain: TrustKitIosDomain,
  domains: TrustKitIosConfig["pinnedDomains"],
): string | undefined {
  if (domain.excludeSubdomainFromParentPolicy === true)
    return faultOfExcluded(name, domain, domains);
  const hashes = domain.publicKeyHashes ?? [];
  const bad = hashes.find((hash) => !isDigest(hash));
  if (bad !== undefined) return `${name} has a pin that is not the base64 of 32 bytes: ${bad}`;
  const least = domain.enforcePinning === false ? 1 : 2;
  if (pinsOfDigests(hashes).size >= least) return undefined;
  return `${name} has fewer than ${least} different pins`;
}

function faultOfExcluded(
  name: string,
  domain: TrustKitIosDomain,
  domains: TrustKitIosConfig["pinnedDomains"],
): string | undefined {
  if (Object.keys(domain).length > 1) return `${name} is excluded, and may say nothing else`;
  const isCovered = Object.entries(domains).some(
    ([parent, { includeSubdomains }]) => includeSubdomains === true && isBelow(name, parent),
  );
  return isCovered ? undefined : `${name} is excluded from no other domain`;
}

// A key of another type, anywhere in the chain, cannot be hashed, and the connection is blocked.
const KEY_TYPES: ReadonlySet<string> = new Set([
  "RSA 2048",
  "RSA 3072",
  "RSA 4096",
  "EC P-256",
  "EC P-384",
]);
