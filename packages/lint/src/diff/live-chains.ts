import { evaluate, type Verdict } from "@tlspin/core";

import { acceptanceOf } from "../accepted-pins.ts";
import type { HostChain } from "../evidence.ts";
import { peerOf } from "../subject.ts";
import type { BareChange } from "./bare-change.ts";
import type { Change } from "./change.ts";
import type { Comparison } from "./comparison.ts";

/** A chain that is served, and what both policies say of it. */
export interface LiveChain extends Pick<HostChain, "host" | "from"> {
  readonly was: Verdict;
  readonly is: Verdict;
}

/** Judges every chain of the evidence by both policies. */
export function liveChainsOf({ before, after, at, evidence }: Comparison): readonly LiveChain[] {
  return (evidence.chains ?? []).map(({ host, chain, from }) => {
    const peer = peerOf({ host, chain });
    return { host, from, was: evaluate(before, peer, at), is: evaluate(after, peer, at) };
  });
}

/** What was looked at of the hosts that a change is about. */
export interface Seen {
  readonly chains: readonly LiveChain[];
  /** Whether there is a chain for each of these hosts. */
  readonly all: boolean;
}

/** Tells bricking from narrowing, or says that it cannot. */
export function withEvidence(bare: BareChange, { chains, all }: Seen): Omit<Change, "hosts"> {
  const { mayBrick, takesAway: _, ...change } = bare;
  if (change.kind !== "narrowing" || mayBrick !== true) return change;
  const refused = chains.find((chain) => isRefusedBy(bare, chain));
  if (refused !== undefined) {
    const reason = `${change.reason}; ${refused.from} serves what is refused now (${refused.is.reason})`;
    return { ...change, kind: "bricking", reason };
  }
  return all ? change : { ...change, needs: "chain" };
}

function isRefusedBy({ id, takesAway }: BareChange, { was, is }: LiveChain): boolean {
  if (was.decision === "reject" || is.decision === "allow") return false;
  if (id === "distrusted-added") return is.reason === "key-distrusted";
  return takesAway === undefined || takesAway === matchedBy(was);
}

/** What matched, as `acceptanceOf` spells it. */
function matchedBy({ pin, rule }: Verdict): string | undefined {
  if (pin === undefined || rule === undefined || rule.exclude === true) return undefined;
  const matched = (pin.backup ? rule.backupPins : rule.pins)[pin.index];
  return matched === undefined ? undefined : acceptanceOf(matched);
}
