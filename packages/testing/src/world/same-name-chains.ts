import { forgeRoot, keyIdOf } from "../forge.ts";
import type { ForgedCa, ForgedParty } from "../forge.ts";
import type { Cast } from "./cast.ts";
import { HOSTS } from "./hosts.ts";
import { servedBy } from "./identity.ts";
import type { TrustedIdentity } from "./identity.ts";

/**
 * Chains in which a CA of another key bears the pinned CA's name, and the pinned CA's certificate
 * stands beside it: runtimes link certificates by name (the CVE-2016-2402 class).
 */
export async function forgeSameNameChains(
  cast: Cast,
): Promise<Readonly<Record<string, TrustedIdentity>>> {
  const { root, issuing, rogueRoot, rogueLeaf } = cast;
  const trusted = [root, rogueRoot];
  const a = await withoutKeyIds(cast);
  const b = await withStolenKeyIds(cast);
  const c = await trustedRoot(cast);
  const issuingOld = await root.issueCa({ name: issuing.name, key: issuing.key, ...EXPIRED });
  return {
    "rogue-extra": servedBy(rogueLeaf, [rogueRoot, issuing], trusted),
    "A-first": servedBy(a.leaf, [issuing, a.ca], trusted),
    "A-last": servedBy(a.leaf, [a.ca, issuing], trusted),
    "B-first": servedBy(b.leaf, [issuing, b.ca], trusted),
    "B-last": servedBy(b.leaf, [b.ca, issuing], trusted),
    C: servedBy(c.leaf, [issuing], [root, c.ca]),
    rewrapped: await rewrapped(cast),
    D: servedBy(a.leaf, [issuingOld, a.ca], trusted),
    "expired-cross": await besideExpiredCross(cast),
    decoy: await behindDecoy(cast),
  };
}

/** The attacker's root certifies the pinned key, which anyone can read, under the root's own name. */
async function rewrapped({ root, issuing }: Cast): Promise<TrustedIdentity> {
  const evil = await forgeRoot({ name: "Evil Root", key: "RSA-2048" });
  const wrapped = await evil.issueCa({ name: evil.name, key: issuing.key });
  const leaf = await evil.issueLeaf({ hosts: HOSTS, authorityKeyId: false });
  return servedBy(leaf, [wrapped], [root, evil]);
}

/** A decoy of the CA's name comes first, expired: the runtime's verifier passes over it, its hook does not. */
async function behindDecoy(cast: Cast): Promise<TrustedIdentity> {
  const { root, issuing } = cast;
  const decoy = await decoyOf(cast);
  const leaf = await issuing.issueLeaf({ hosts: HOSTS, authorityKeyId: false });
  return servedBy(leaf, [decoy, issuing], [root]);
}

/** A certificate that bears the name of the pinned CA, and has expired. */
export function decoyOf({ issuing, rogueRoot }: Cast): Promise<ForgedCa> {
  const unlinked = { key: "RSA-2048", subjectKeyId: false, ...EXPIRED } as const;
  return rogueRoot.issueCa({ name: issuing.name, ...unlinked });
}

/** What servers keep sending for years: an old cross-certificate of the root that clients trust by now. */
async function besideExpiredCross({
  root,
  issuing,
  leaf,
  rogueRoot,
}: Cast): Promise<TrustedIdentity> {
  const cross = await rogueRoot.issueCa({ name: root.name, key: root.key, ...EXPIRED });
  return servedBy(leaf, [issuing, cross], [root, rogueRoot]);
}

// The same kind of key as the pinned CA's: OpenSSL does not link a signature to a key of another kind.
interface Pair {
  readonly ca: ForgedCa;
  readonly leaf: ForgedParty;
}

async function withoutKeyIds({ issuing, rogueRoot }: Cast): Promise<Pair> {
  const ca = await rogueRoot.issueCa({ name: issuing.name, key: "RSA-2048" });
  return { ca, leaf: await ca.issueLeaf({ hosts: HOSTS, authorityKeyId: false }) };
}

async function withStolenKeyIds({ issuing, rogueRoot }: Cast): Promise<Pair> {
  const stolen = await keyIdOf(issuing.spki);
  const ca = await rogueRoot.issueCa({
    name: issuing.name,
    key: "RSA-2048",
    subjectKeyId: stolen,
  });
  return { ca, leaf: await ca.issueLeaf({ hosts: HOSTS, authorityKeyId: stolen }) };
}

async function trustedRoot({ issuing }: Cast): Promise<Pair> {
  const ca = await forgeRoot({ name: issuing.name, key: "RSA-2048" });
  return { ca, leaf: await ca.issueLeaf({ hosts: HOSTS, authorityKeyId: false }) };
}

const EXPIRED = { notBefore: new Date("2020-01-01"), notAfter: new Date("2021-01-01") };
