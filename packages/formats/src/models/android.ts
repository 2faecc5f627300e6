import { mostSpecific, type NamedRule, repeatedName, withoutDot } from "./host-rules.ts";
import { localMidnight, utcMidnight } from "./local-midnight.ts";
import { isDigest, pinsOfDigests } from "./pin-value.ts";
import { cannotStart, type Expiry, type Requirement, settled } from "./requirement.ts";

/** What `network_security_config.xml` says of pins (Android 7 and later). */
export interface AndroidConfig {
  readonly domainConfigs: readonly AndroidDomainConfig[];
}

/** One `<domain-config>`. */
export interface AndroidDomainConfig {
  readonly domains: readonly AndroidDomain[];
  /** Left out, that of the enclosing `<domain-config>` holds. Without pins, nothing is pinned. */
  readonly pinSet?: AndroidPinSet;
  readonly nested?: readonly AndroidDomainConfig[];
}

/** One `<domain>`. */
export type AndroidDomain = NamedRule;

/** One `<pin-set>`. */
export interface AndroidPinSet {
  /** As `2027-06-30`: it counts until that day begins where the device is, and fails open then. */
  readonly expiration?: string;
  /** Base64 of SHA-256 digests. */
  readonly pins: readonly string[];
}

/**
 * What an Android configuration requires of a host. The most specific domain counts, at any depth; a
 * pin may match any key of the path. What does not parse crashes the app when it first connects.
 */
export function androidRequirement(
  { domainConfigs }: AndroidConfig,
  host: string,
  zoneOffset?: number,
): Requirement {
  const flat = domainConfigs.flatMap((config) => flatten(config, undefined));
  const fault = faultOf(domainConfigs) ?? faultOfNames(flat);
  if (fault !== undefined) return cannotStart(fault);

  const found = mostSpecific(flat, withoutDot(host));
  if (found === undefined) return settled({ outcome: "unpinned", reason: "host-unlisted" });
  const { pinSet } = found;
  if (pinSet === undefined || pinSet.pins.length === 0) {
    return settled({ outcome: "unpinned", reason: "host-excluded" });
  }
  return pinnedBy(pinSet, zoneOffset);
}

/** What a pin set requires: any key of the path, until the day begins. */
export function pinnedBy(pinSet: AndroidPinSet, zoneOffset: number | undefined): Requirement {
  const pins = pinsOfDigests(pinSet.pins);
  return {
    kind: "pinned",
    demands: [{ leaf: pins, ca: pins }],
    distrusted: new Set(),
    enforced: true,
    ...expiryOf(pinSet, zoneOffset),
  };
}

function expiryOf(
  { expiration }: AndroidPinSet,
  zoneOffset: number | undefined,
): { readonly expiry?: Expiry } {
  if (expiration === undefined) return {};
  const { earliest, latest } = localMidnight(expiration, zoneOffset);
  // Pins count while now <= midnight, so that they end with the millisecond after it.
  return { expiry: { earliest: earliest + 1, latest: latest + 1, outcome: "unpinned" } };
}

interface FlatDomain extends AndroidDomain {
  readonly pinSet: AndroidPinSet | undefined;
}

function flatten(
  { domains, pinSet, nested = [] }: AndroidDomainConfig,
  inherited: AndroidPinSet | undefined,
): readonly FlatDomain[] {
  const own = pinSet ?? inherited;
  return [
    ...domains.map(({ name, includeSubdomains }) => ({
      name: withoutDot(name),
      includeSubdomains,
      pinSet: own,
    })),
    ...nested.flatMap((config) => flatten(config, own)),
  ];
}

function faultOf(configs: readonly AndroidDomainConfig[]): string | undefined {
  for (const { domains, pinSet, nested = [] } of configs) {
    const fault = faultOfDomains(domains) ?? faultOfPinSet(pinSet) ?? faultOf(nested);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultOfDomains(domains: readonly AndroidDomain[]): string | undefined {
  return domains.length === 0 ? "a domain-config names no domain" : undefined;
}

function faultOfPinSet(pinSet: AndroidPinSet | undefined): string | undefined {
  const bad = pinSet?.pins.find((pin) => !isDigest(pin));
  if (bad !== undefined) return `a pin is not the base64 of 32 bytes: ${bad}`;
  const { expiration } = pinSet ?? {};
  if (expiration === undefined || !Number.isNaN(utcMidnight(expiration))) return undefined;
  return `an expiration is no day: ${expiration}`;
}

function faultOfNames(domains: readonly AndroidDomain[]): string | undefined {
  const repeated = repeatedName(domains.map(({ name }) => name));
  return repeated === undefined ? undefined : `${repeated} stands in the file twice`;
}
