import { forgeRoot } from "../forge.ts";
import type { ForgedCa, ForgedParty } from "../forge.ts";
import type { Cast } from "./cast.ts";
import { HOSTS } from "./hosts.ts";
import { servedBy } from "./identity.ts";
import type { TrustedIdentity } from "./identity.ts";
import { decoyOf } from "./same-name-chains.ts";

/** Certificates and chains of a size that no honest server sends. */
export async function forgeOversizedChains(
  cast: Cast,
): Promise<Readonly<Record<string, TrustedIdentity>>> {
  const { root, issuing, leaf, rogueRoot, rogueLeaf } = cast;
  const trusted = [root, rogueRoot];
  const ladder = await ladderFrom(rogueRoot, RUNGS);
  const top = ladder.at(-1) ?? rogueRoot;
  const atTheTop = await top.issueLeaf({ hosts: HOSTS });
  const unlinked = await issuing.issueLeaf({ hosts: HOSTS, key: leaf.key, authorityKeyId: false });
  const decoy = await decoyOf(cast);
  return {
    "huge-right": servedBy(await hugeLeaf(issuing, leaf, 60), [issuing], trusted),
    "huge-wrong": servedBy(await hugeLeaf(rogueRoot, rogueLeaf, 60), [], trusted),
    "giant-wrong": servedBy(await hugeLeaf(rogueRoot, rogueLeaf, 120), [], trusted),
    "hundred-right": servedBy(leaf, [...ladder.slice(0, 96), issuing], trusted),
    "hundred-wrong": servedBy(atTheTop, [issuing, ...ladder.toReversed()], trusted),
    "hidden-by-hundred": servedBy(unlinked, [decoy, ...ladder, issuing], [root]),
  };
}

/** Each CA certifies the next one. One key for all of them, because nobody looks at that. */
async function ladderFrom(root: ForgedCa, rungs: number): Promise<readonly ForgedCa[]> {
  const { key } = await forgeRoot({ name: "Rung" });
  const ladder: ForgedCa[] = [];
  for (let at = root; ladder.length < rungs;) {
    at = await at.issueCa({ name: `Rung ${ladder.length + 1}`, key });
    ladder.push(at);
  }
  return ladder;
}

/** The certificate of a party's key, with a note of so many kilobytes in it. */
function hugeLeaf(ca: ForgedCa, { key }: ForgedParty, kilobytes: number): Promise<ForgedParty> {
  const value = Uint8Array.from([0x04, 0x83, ...threeBytesOf(kilobytes * 1000)]);
  const note = Buffer.concat([value, Buffer.alloc(kilobytes * 1000, 0x20)]);
  return ca.issueLeaf({
    hosts: HOSTS,
    key,
    extensions: [{ oid: NOTE, critical: false, value: note }],
  });
}

function threeBytesOf(length: number): readonly number[] {
  return [length >> 16, (length >> 8) & 0xff, length & 0xff];
}

const RUNGS = 99;

// An arc for examples (RFC 5612).
const NOTE = "1.3.6.1.4.1.32473.1";
