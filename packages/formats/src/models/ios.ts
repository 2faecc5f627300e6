import { withoutDot } from "./host-rules.ts";
import { pinsOfDigests } from "./pin-value.ts";
import { cannotStart, type Demand, type Requirement, settled } from "./requirement.ts";

/** `NSPinnedDomains` of an `Info.plist` (iOS 14, macOS 11), by domain. */
export interface IosConfig {
  readonly pinnedDomains: Readonly<Record<string, IosPinnedDomain>>;
}

/** What it says of one domain. The lists hold `SPKI-SHA256-BASE64`. */
export interface IosPinnedDomain {
  /** `NSIncludesSubdomains`: names of exactly one label more. */
  readonly includesSubdomains: boolean;
  /** `NSPinnedLeafIdentities`. */
  readonly leafIdentities?: readonly string[];
  /** `NSPinnedCAIdentities`: any certificate of the path but the leaf. */
  readonly caIdentities?: readonly string[];
}

/**
 * What `NSPinnedDomains` requires of a host. Its own entry and its parent's are joined; with both
 * lists, a leaf of the one and a CA of the other must match; a list without a sound value blocks.
 */
export function iosRequirement({ pinnedDomains }: IosConfig, host: string): Requirement {
  const bare = Object.entries(pinnedDomains).find(([, entry]) => isBare(entry));
  if (bare !== undefined) return cannotStart(`${bare[0]} has neither leaf nor CA identities`);

  const entries = entriesFor(pinnedDomains, withoutDot(host));
  if (entries.length === 0) return settled({ outcome: "unpinned", reason: "host-unlisted" });
  const leaf = listOf(entries.map(({ leafIdentities }) => leafIdentities));
  const ca = listOf(entries.map(({ caIdentities }) => caIdentities));
  if (leaf?.size === 0 || ca?.size === 0) {
    return settled({ outcome: "refuses", reason: "pins-empty" });
  }
  return { kind: "pinned", demands: demandsOf(leaf, ca), distrusted: NONE, enforced: true };
}

type Keys = ReadonlySet<string>;

function demandsOf(leaf: Keys | undefined, ca: Keys | undefined): readonly Demand[] {
  return [
    ...(leaf === undefined ? [] : [{ leaf, ca: NONE }]),
    ...(ca === undefined ? [] : [{ leaf: NONE, ca }]),
  ];
}

function isBare({ leafIdentities, caIdentities }: IosPinnedDomain): boolean {
  return leafIdentities === undefined && caIdentities === undefined;
}

function entriesFor(domains: IosConfig["pinnedDomains"], host: string): readonly IosPinnedDomain[] {
  const parent = host.slice(host.indexOf(".") + 1);
  return Object.entries(domains).flatMap(([domain, entry]) => {
    const name = withoutDot(domain);
    return name === host || (name === parent && entry.includesSubdomains) ? [entry] : [];
  });
}

/** The values of all lists that are there, or `undefined` where none is. A bad value is dropped. */
function listOf(lists: readonly (readonly string[] | undefined)[]): Keys | undefined {
  const present = lists.filter((list) => list !== undefined);
  return present.length === 0 ? undefined : pinsOfDigests(present.flat());
}

const NONE: Keys = new Set();
