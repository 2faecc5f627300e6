import { type Finding, type HostChain, isPublicSuffix, lintText } from "@tlspin/lint";

import { judgedDial } from "../judged-chain.ts";
import { draftOf, draftPolicy, type PolicyDraft } from "./draft-policy.ts";
import type { PinnedHost } from "./pinned-key.ts";

/** What `init` refuses to pin, and its owner may accept. The names are those of `tlspin lint`. */
export const OBJECTIONS = [
  "managed-leaf-key",
  "public-suffix",
  "rotating-ca-pin",
  "third-party-host",
] as const;

export type Objection = (typeof OBJECTIONS)[number];

/** What speaks against the first policy of some hosts. */
export interface Objections {
  /** Nothing is written while there is one. */
  readonly refused: readonly Finding[];
  /** Said, and written all the same: what was accepted, or can be mended later. */
  readonly warned: readonly Finding[];
}

/**
 * Judges the policy that is about to be written by what its hosts presented. A key that nobody can keep
 * at renewal is refused; one that a program changes unless it is told otherwise is warned of.
 */
export function objectionsTo(
  pinned: readonly PinnedHost[],
  { ownedDomains, issued }: Pick<PolicyDraft, "ownedDomains" | "issued">,
  accepted: readonly Objection[],
): Objections {
  // Nobody is asked for a passphrase before: report-only is the mode that needs no backup key.
  const hosts = pinned.map((host) => draftOf(host));
  const draft = draftPolicy({ hosts, ownedDomains, mode: "report-only", issued });
  const evidence = { chains: pinned.map((host) => chainOf(host, issued)) };
  const { findings } = lintText(draft, { at: issued, evidence });
  const found = [...pinned.flatMap(suffixOf), ...findings].filter(({ id }) =>
    OBJECTIONS.some((objection) => objection === id),
  );
  const isRefused = ({ id, severity }: Finding): boolean =>
    !accepted.some((each) => each === id) && !(id === "managed-leaf-key" && severity !== "error");
  return {
    refused: found.filter(isRefused),
    warned: found.filter((finding) => !isRefused(finding)),
  };
}

/** Lint leaves a suffix alone where the rule is for that one name. To begin with one is a mistake. */
function suffixOf({ address: { host } }: PinnedHost, index: number): readonly Finding[] {
  if (!isPublicSuffix(host)) return [];
  return [
    {
      id: "public-suffix",
      severity: "error",
      pointer: `/hosts/${index}/host`,
      host,
      message: "is a public suffix: the names below it belong to different people",
      fix: "pin your own host below it",
    },
  ];
}

function chainOf({ address: { host }, dialled }: PinnedHost, at: Date): HostChain {
  const { chain } = judgedDial(dialled, at).peer;
  return { host, chain, from: host, protocol: dialled.protocol };
}
