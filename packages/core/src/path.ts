import { equalBytes } from "./bytes.ts";
import { type CertificateDetails, detailsOf } from "./certificate.ts";
import { constrainedNamesOf } from "./name-constraints.ts";
import {
  inOrder,
  isSameAuthority,
  isSelfIssued,
  nodeOf,
  type PathNode,
  poolOf,
} from "./path-node.ts";
import { isIssuer, isServer, type PathBelow } from "./path-rules.ts";
import type { PathSearch, Vouching } from "./path-search.ts";
import { newWork, type PathWork, payLink, signatureOf } from "./path-work.ts";

/**
 * Finds the CAs that soundly vouch for a leaf: each stands on a path from it, in whatever order the
 * certificates came, on which every signature, name, date, flag and constraint holds (RFC 5280 §6).
 *
 * A path ends where there are no anchors to reach, or in an anchor. What no path may use, or cannot be
 * read strictly, is as if it had not been served.
 */
export function vouchingCas(search: PathSearch): Vouching {
  const climb = newClimb(search);
  const leaf = nodeOf(search.leaf, false);
  const details = readDetails(leaf);
  if (details !== undefined && isServer(details, search.at)) {
    const names = [constrainedNamesOf(details, true)];
    climbFrom(climb, { nodes: [leaf], authorities: 0, names });
  }
  const { heights, work } = climb;
  const cas = inOrder([...heights.keys()])
    .toSorted((a, b) => (heights.get(a) ?? 0) - (heights.get(b) ?? 0))
    .map(({ certificate }) => certificate);
  return { cas, unsupported: work.unsupported, exhausted: work.exhausted };
}

interface Climb {
  readonly search: PathSearch;
  readonly pool: readonly PathNode[];
  readonly work: PathWork;
  /** The CAs that were found to vouch, and how far above the leaf each stands. */
  readonly heights: Map<PathNode, number>;
}

/** A sound path from the leaf, which comes first. */
interface SoundPath extends PathBelow {
  readonly nodes: readonly [PathNode, ...PathNode[]];
}

function newClimb(search: PathSearch): Climb {
  return {
    search,
    pool: poolOf(search),
    work: newWork(search.verifySignature),
    heights: new Map(),
  };
}

function climbFrom(climb: Climb, path: SoundPath): void {
  for (const issuer of issuersOf(climb, path)) {
    if (!payLink(climb.work)) return;
    const longer = extended(climb, path, issuer);
    if (longer === undefined) continue;
    if (climb.search.anchors === undefined || issuer.isAnchor) record(climb, longer);
    if (longer.nodes.length <= MAX_AUTHORITIES) climbFrom(climb, longer);
    else climb.work.exhausted = true;
  }
}

/** The certificates that bear the name of the issuer and do not stand on the path already. */
function issuersOf({ pool }: Climb, { nodes }: SoundPath): readonly PathNode[] {
  const { issuer } = topOf(nodes);
  if (issuer.length === EMPTY_NAME_LENGTH) return [];
  const named = pool.filter(({ subject }) => equalBytes(subject, issuer));
  return inOrder(named.filter((node) => !nodes.some((other) => isSameAuthority(node, other))));
}

function topOf([leaf, ...cas]: readonly [PathNode, ...PathNode[]]): PathNode {
  return cas.at(-1) ?? leaf;
}

/** The path with one more CA, or `undefined` where it would not be sound. */
function extended(climb: Climb, path: SoundPath, issuer: PathNode): SoundPath | undefined {
  const details = readDetails(issuer);
  if (details === undefined || !isIssuer(details, path, climb.search.at)) return undefined;
  if (signatureOf(climb.work, topOf(path.nodes), issuer) !== "valid") return undefined;

  const nodes = [...path.nodes, issuer] as const;
  if (isSelfIssued(issuer)) return { ...path, nodes };
  const names = [...path.names, constrainedNamesOf(details, false)];
  return { nodes, authorities: path.authorities + 1, names };
}

function record({ heights }: Climb, { nodes }: SoundPath): void {
  nodes.slice(1).forEach((node, i) => {
    heights.set(node, Math.min(i, heights.get(node) ?? i));
  });
}

/** What cannot be read, for whatever reason, leaves the search. */
function readDetails({ certificate }: PathNode): CertificateDetails | undefined {
  try {
    return detailsOf(certificate);
  } catch {
    return undefined;
  }
}

const MAX_AUTHORITIES = 16;

const EMPTY_NAME_LENGTH = 2;
