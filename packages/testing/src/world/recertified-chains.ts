import type { CaOptions, ForgedCa, ForgedParty } from "../forge.ts";
import type { Cast } from "./cast.ts";
import { HOSTS } from "./hosts.ts";
import { servedBy } from "./identity.ts";
import type { TrustedIdentity } from "./identity.ts";

/**
 * Chains in which someone whom the pinned CA did certify, but not as an unlimited CA, has the same key
 * certified again by a rogue root: every signature is good, one certificate may not issue.
 */
export async function forgeRecertifiedChains(
  cast: Cast,
): Promise<Readonly<Record<string, TrustedIdentity>>> {
  const expired = { notBefore: new Date("2020-01-01"), notAfter: new Date("2021-01-01") };
  const nameConstraints = { permitted: ["attacker.example.net"] };
  const f = await recertify(cast, { name: "attacker.example.net", ca: false, keyUsage: false });
  const f2 = await recertify(cast, { name: "www.attacker.example.net", ca: false });
  const g = await recertify(cast, { name: "Attacker CA", nameConstraints });
  const g2 = await recertify(cast, { name: "Attacker CA 2", nameConstraints, ...expired });
  return {
    "F-first": chainOf(cast, f, "first"),
    "F-last": chainOf(cast, f, "last"),
    F2: chainOf(cast, f2, "first"),
    "G-first": chainOf(cast, g, "first"),
    "G-last": chainOf(cast, g, "last"),
    G2: chainOf(cast, g2, "first"),
  };
}

interface Recertified {
  /** What the pinned CA wrote of the attacker's key. */
  readonly genuine: ForgedCa;
  /** What the rogue root wrote of it. */
  readonly rogue: ForgedCa;
  readonly leaf: ForgedParty;
}

async function recertify(
  { issuing, rogueRoot }: Cast,
  genuineOptions: CaOptions,
): Promise<Recertified> {
  const genuine = await issuing.issueCa(genuineOptions);
  const rogue = await rogueRoot.issueCa({ name: genuine.name, key: genuine.key });
  return { genuine, rogue, leaf: await rogue.issueLeaf({ hosts: HOSTS }) };
}

function chainOf(
  { root, issuing, rogueRoot }: Cast,
  { genuine, rogue, leaf }: Recertified,
  order: "first" | "last",
): TrustedIdentity {
  const behind = order === "first" ? [genuine, issuing, rogue] : [rogue, genuine, issuing];
  return servedBy(leaf, behind, [root, rogueRoot]);
}
