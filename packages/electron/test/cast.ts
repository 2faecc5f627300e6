import { pinOf } from "@tlspin/core";
import { forgeKey, forgeRoot, type ForgedParty } from "@tlspin/testing";

/** The moment at which everything happens. */
export const NOON = new Date("2026-11-23T12:00:00Z");

export const API = "api.example.com";

/** What nobody pins, in the same wildcard's reach. */
export const STATUS = "status.example.com";

export const root = await forgeRoot({ name: "Example Root" });
export const issuing = await root.issueCa({ name: "Example Issuing CA 3" });
export const leaf = await issuing.issueLeaf({ hosts: [API] });
export const moved = await issuing.issueLeaf({ hosts: [API] });
export const status = await issuing.issueLeaf({ hosts: [STATUS] });

/** A CA that the machine trusts and the policy does not know. */
export const rogueRoot = await forgeRoot({ name: "Corporate Proxy CA" });
export const rogueLeaf = await rogueRoot.issueLeaf({ hosts: [API] });
export const rogueStatus = await rogueRoot.issueLeaf({ hosts: [STATUS] });
export const rogueBoth = await rogueRoot.issueLeaf({ hosts: [STATUS, API] });
export const rogueWildcard = await rogueRoot.issueLeaf({ hosts: ["*.example.com"] });
/** A certificate that the user once let the system trust by itself. No CA stands above it. */
export const rogueAlone = await forgeRoot({
  name: API,
  extensions: [subjectAltName(API)],
});

/** A CA that nobody trusts and that calls itself what the pinned one does. */
export const sameName = await forgeRoot({ name: "Example Issuing CA 3" });
export const sameNameLeaf = await sameName.issueLeaf({ hosts: [API] });

/** A root that the machine trusts and that bears the pinned CA's name. Its leaf says not which key signed it. */
export const trustedSameName = await forgeRoot({ name: "Example Issuing CA 3" });
export const trustedSameNameLeaf = await trustedSameName.issueLeaf({
  hosts: [API],
  authorityKeyId: false,
});

/** The genuine key in a certificate for another host. */
export const wrongHostLeaf = await issuing.issueLeaf({ hosts: [STATUS], key: leaf.key });

/** The genuine key in a certificate that has expired: what a thief of an old backup holds. */
export const expiredLeaf = await issuing.issueLeaf({
  hosts: [API],
  key: leaf.key,
  notAfter: new Date("2026-01-01T00:00:00Z"),
});

export const trusted: readonly ForgedParty[] = [root, rogueRoot, rogueAlone, trustedSameName];

const safe = await forgeKey("P-256");

/** Pins the leaf's key; the key it moves to is the backup. */
export function leafPolicy(rule: object = {}, fields: object = {}): object {
  return {
    version: 1,
    revision: 1,
    unlistedHosts: "unpinned",
    hosts: [
      {
        host: API,
        includeSubdomains: false,
        pins: [pinOf(leaf.spki)],
        backupPins: [pinOf(moved.spki)],
        ...rule,
      },
    ],
    ...fields,
  };
}

/** Pins the CA that issued the leaf. */
export function caPolicy(rule: object = {}): object {
  return leafPolicy({
    pins: [{ spki: pinOf(issuing.spki), at: "ca" }],
    backupPins: [{ spki: pinOf(safe.spki), at: "ca" }],
    ...rule,
  });
}

/** Lets the rogue key in: the policy before it was tightened, or after an attacker wrote it. */
export function loosePolicy(): object {
  return leafPolicy({ pins: [pinOf(rogueLeaf.spki)] });
}

/** RFC 5280 §4.2.1.6, one short DNS name. */
function subjectAltName(host: string): { oid: string; critical: boolean; value: Uint8Array } {
  const name = new TextEncoder().encode(host);
  const value = Uint8Array.of(0x30, name.length + 2, 0x82, name.length, ...name);
  return { oid: "2.5.29.17", critical: false, value };
}
