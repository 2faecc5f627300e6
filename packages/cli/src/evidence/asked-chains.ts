import type { Policy } from "@tlspin/core";
import type { HostChain } from "@tlspin/lint";

import type { ChainFlags } from "./chain-flags.ts";

/** The chains that could be had, and the hosts whose could not. */
export interface GatheredChains {
  readonly chains: readonly HostChain[];
  readonly unreachable: readonly Unreachable[];
}

/** A host that was dialled, and told nothing that may be believed. */
export interface Unreachable {
  readonly host: string;
  readonly message: string;
}

/**
 * Gathers the chains that the command line asks for, and loads what dials only then.
 *
 * @param dials - Whether each host that a policy pins is to be dialled.
 * @throws {CommandError} A file cannot be read, or an argument is wrong.
 */
export async function askedChains(
  policies: readonly Policy[],
  flags: ChainFlags,
  dials: boolean,
): Promise<GatheredChains> {
  const named = [...(flags.chain ?? []), ...(flags.host ?? [])];
  if (!dials && named.length === 0) return { chains: [], unreachable: [] };
  const { gatherChains } = await import("./gather-chains.ts");
  return gatherChains(policies, flags, dials);
}
