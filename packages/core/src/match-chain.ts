import type { Certificate } from "./certificate.ts";
import { ALWAYS, type Evidence, memoOf, spanAround } from "./match-memo.ts";
import { type PinIndex, pinIndexOf } from "./pin-index.ts";
import type { PinnedHostRule } from "./policy.ts";
import { admit, type Chain, othersIn, type ServedChain, vouchingIn } from "./presented.ts";
import type { MatchedPin, Reason } from "./verdict.ts";

/** The pin of a rule that a chain matches, or why there is none. */
export function matchChain(rule: PinnedHostRule, chain: Chain, at: Date): MatchedPin | Reason {
  const [first] = chain.ders;
  if (first === undefined) return "chain-empty";
  const memo = memoOf(rule);
  const known = memo.recall({ ders: [first] }, at.getTime());
  if (known !== undefined) return known;

  // The copy is judged and the copy is remembered: nobody can change it in between.
  const copy = new Uint8Array(first);
  const leaf = admit(copy);
  if (leaf === undefined) return "certificate-malformed";
  const index = pinIndexOf(rule);
  const pin = index.match(leaf, "leaf");
  if (pin === undefined) return matchCa({ rule, index, leaf }, chain, at);

  memo.remember({ ders: [copy] }, ALWAYS, pin);
  return pin;
}

interface Search {
  readonly rule: PinnedHostRule;
  readonly index: PinIndex;
  readonly leaf: Certificate;
}

function matchCa(search: Search, chain: Chain, at: Date): MatchedPin | Reason {
  if (!search.index.hasCaPins) return "no-pin-matched";
  if (chain.kind === "verified") return searchCa(search, chain, at);

  const memo = memoOf(search.rule);
  const copy = copyOf(chain, search.leaf);
  const evidence = evidenceOf(copy, search.leaf);
  const known = memo.recall(evidence, at.getTime());
  if (known !== undefined) return known;

  const found = searchCa(search, copy, at);
  if (typeof found !== "string") memo.remember(evidence, spanAround(at.getTime(), evidence), found);
  return found;
}

/** The pin of a CA that soundly vouches for the leaf, or why there is none. */
function searchCa({ index, leaf }: Search, chain: Chain, at: Date): MatchedPin | Reason {
  const { cas, unsupported, exhausted } = vouchingIn(chain, leaf, at);
  if (exhausted) return "path-budget-exhausted";

  for (const ca of cas) {
    const pin = index.match(ca, "ca");
    if (pin !== undefined) return pin;
  }
  if (unsupported) return "signature-unsupported";
  return isServed(index, chain) ? "pinned-ca-not-vouching" : "no-pin-matched";
}

function isServed(index: PinIndex, { ders }: Chain): boolean {
  return ders.slice(1).some((der) => {
    const certificate = admit(der);
    return certificate !== undefined && index.match(certificate, "ca") !== undefined;
  });
}

/** The same chain in bytes of our own, with the roots asked for once. */
function copyOf(chain: ServedChain, { der }: Certificate): ServedChain {
  const { ders, anchors } = chain;
  const roots = copies(othersIn(chain).slice(ders.length - 1));
  const own = { ...chain, ders: [der, ...copies(ders.slice(1))], roots: () => roots };
  return anchors === undefined ? own : { ...own, anchors: copies(anchors) };
}

function evidenceOf(copy: ServedChain, { der }: Certificate): Evidence {
  const { anchors, verifySignature } = copy;
  return { ders: [der, ...othersIn(copy)], anchors, verifySignature };
}

function copies(ders: readonly Uint8Array[]): readonly Uint8Array[] {
  return ders.map((der) => new Uint8Array(der));
}
