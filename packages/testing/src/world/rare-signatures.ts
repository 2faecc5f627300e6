import { forgeRoot } from "../forge.ts";
import type { ForgedCa } from "../forge.ts";
import type { SignatureName } from "../signature-name.ts";
import type { Cast } from "./cast.ts";
import { HOSTS } from "./hosts.ts";
import { servedBy } from "./identity.ts";
import type { TrustedIdentity } from "./identity.ts";

/**
 * Chains of a root that the client trusts and that such a CA has certified too, honestly. The runtime
 * goes by the root; a pin of the CA goes by a signature that the runtime may not know. The leaf's key
 * is the pinned one.
 */
export async function forgeRareSignatures(
  cast: Cast,
): Promise<Readonly<Record<string, TrustedIdentity>>> {
  const { p521, ed448 } = cast.rareCas;
  return {
    "p521-sha256-link": await certifiedTwice(cast, p521, "ecdsa-sha256"),
    "ed448-link": await certifiedTwice(cast, ed448, "ed448"),
  };
}

async function certifiedTwice(
  { root, leaf }: Cast,
  rare: ForgedCa,
  signature: SignatureName,
): Promise<TrustedIdentity> {
  const other = await forgeRoot({ name: "Other Root" });
  const cross = await rare.issueCa({ name: other.name, key: other.key, signature });
  const served = await other.issueLeaf({ hosts: HOSTS, key: leaf.key });
  return servedBy(served, [cross, rare], [root, other]);
}
