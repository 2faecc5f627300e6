import type { Runtime } from "../scenario.ts";

/** One served chain that shows the pinned CA. */
export interface ChainAttack {
  readonly name: string;
  readonly peer: string;
  /** Another server that shows the same. */
  readonly also?: string;
  /** What is wrong with the pinned CA's certificate in this chain. */
  readonly which: string;
  readonly fate: Readonly<Record<Runtime, ChainFate>>;
}

/** What becomes of an attack on the naive check: bytes arrive, or who refuses it. */
export type ChainFate = "bypassed" | "stopped-by-runtime" | "refused-by-naive";

// Measured on Node 22 to 26, Deno 2.9 and Bun 1.4, which link a served chain in three ways. The last
// three attacks were measured on Node only.
const FOOLED = { node: "bypassed", deno: "bypassed", bun: "bypassed" } as const;
const LISTS = { ...FOOLED, node: "refused-by-naive" } as const;
const STOPPED_BUT_ON_DENO = {
  ...FOOLED,
  node: "stopped-by-runtime",
  bun: "stopped-by-runtime",
} as const;
const STOPPED_ON_BUN = { ...FOOLED, bun: "stopped-by-runtime" } as const;
const SAME_NAME = "whose name another CA bears";
const SAME_KEY_ID = "whose name and key identifier another CA bears";
const NO_CA = "that certified the attacker's key, but as no CA";
const OTHER_NAMES = "that certified the attacker's CA for other names";

/** Every chain attack, with what becomes of it on naive code. */
export const CHAIN_ATTACKS: readonly ChainAttack[] = [
  { name: "CVE-2016-2402", peer: "rogue-extra", which: "appended to a chain", fate: LISTS },
  {
    name: "chain-A-first",
    peer: "A-first",
    which: `${SAME_NAME}, listed first`,
    fate: STOPPED_BUT_ON_DENO,
  },
  { name: "chain-A-last", peer: "A-last", which: `${SAME_NAME}, listed last`, fate: LISTS },
  {
    name: "chain-B-first",
    peer: "B-first",
    which: `${SAME_KEY_ID}, listed first`,
    fate: STOPPED_BUT_ON_DENO,
  },
  { name: "chain-B-last", peer: "B-last", which: `${SAME_KEY_ID}, listed last`, fate: LISTS },
  { name: "chain-C", peer: "C", which: "whose name a trusted root bears", fate: FOOLED },
  {
    name: "rewrapped-pinned-ca",
    peer: "rewrapped",
    which: "whose key the attacker's own root certified under its name",
    fate: FOOLED,
  },
  {
    name: "chain-D",
    peer: "D",
    which: `${SAME_NAME}, in an expired certificate`,
    fate: STOPPED_ON_BUN,
  },
  {
    name: "chain-F-first",
    peer: "F-first",
    which: `${NO_CA}, listed first`,
    fate: STOPPED_BUT_ON_DENO,
  },
  { name: "chain-F-last", peer: "F-last", which: `${NO_CA}, listed last`, fate: LISTS },
  { name: "chain-F2", peer: "F2", which: `${NO_CA}, with keyCertSign`, fate: STOPPED_BUT_ON_DENO },
  {
    name: "chain-G-first",
    peer: "G-first",
    which: `${OTHER_NAMES}, listed first`,
    fate: STOPPED_BUT_ON_DENO,
  },
  { name: "chain-G-last", peer: "G-last", which: `${OTHER_NAMES}, listed last`, fate: LISTS },
  { name: "chain-G2", peer: "G2", which: `${OTHER_NAMES}, until 2021`, fate: STOPPED_ON_BUN },
  {
    name: "sha1-md5-link",
    peer: "sha1-link",
    also: "md5-link",
    which: "that signed with SHA-1 or MD5",
    fate: FOOLED,
  },
  {
    name: "sig-alg-mismatch",
    peer: "mismatched-link",
    which: "whose signature names two algorithms",
    fate: FOOLED,
  },
  {
    name: "unknown-critical-extension",
    peer: "critical-link",
    which: "under a critical extension that nobody knows",
    fate: FOOLED,
  },
];
