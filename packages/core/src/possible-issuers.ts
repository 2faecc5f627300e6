import { hexOf } from "./bytes.ts";
import { looseNameOf } from "./loose-name.ts";
import { inOrder, nodeOf, type PathNode, poolOf } from "./path-node.ts";
import type { PathSearch, Vouching } from "./path-search.ts";
import { newWork, type PathWork, payLink, signatureOf } from "./path-work.ts";

/**
 * Finds every certificate that some runtime could take for a CA above the leaf: each that names and
 * signatures do not rule out, whatever its dates, flags and constraints. For keys that are distrusted:
 * what our strict rules refuse must not hide a CA that the runtime accepts.
 */
export function possibleIssuers(search: PathSearch): Vouching {
  const work = newWork(search.verifySignature);
  const pool = inOrder(poolOf(search)).map((node) => ({ node, name: nameKeyOf(node.subject) }));
  const found = new Set<PathNode>();
  const children = [nodeOf(search.leaf, false)];
  for (const child of children) {
    const name = nameKeyOf(child.issuer);
    for (const issuer of pool) {
      if (issuer.name !== name || found.has(issuer.node)) continue;
      if (!mayHaveIssued(work, child, issuer.node)) continue;
      found.add(issuer.node);
      children.push(issuer.node);
    }
  }
  const cas = [...found].map(({ certificate }) => certificate);
  return { cas, unsupported: work.unsupported, exhausted: work.exhausted };
}

/** When the budget is spent, every certificate may have. */
function mayHaveIssued(work: PathWork, child: PathNode, issuer: PathNode): boolean {
  return !payLink(work) || signatureOf(work, child, issuer) !== "invalid";
}

/** What is no name is equal only to itself. */
function nameKeyOf(name: Uint8Array): string {
  try {
    return looseNameOf(name).join(",");
  } catch {
    return hexOf(name);
  }
}
