import type { PathNode } from "./path-node.ts";
import type { SignatureAnswer, SignatureCheck, VerifySignature } from "./path-search.ts";
import { signatureCheckOf } from "./path-signature.ts";

/** The work of one search: what it may still cost, what it has learned, and where it fell short. */
export interface PathWork {
  readonly verifySignature: VerifySignature;
  readonly answers: Map<PathNode, Map<PathNode, SignatureAnswer>>;
  links: number;
  signatures: number;
  unsupported: boolean;
  exhausted: boolean;
}

/** Begins a search with a whole budget. Counts, not a clock, so that it ends alike everywhere. */
export function newWork(verifySignature: VerifySignature): PathWork {
  return {
    verifySignature,
    answers: new Map(),
    links: MAX_LINKS,
    signatures: MAX_SIGNATURES,
    unsupported: false,
    exhausted: false,
  };
}

/** Pays for looking at one link. Tells whether the budget allowed it. */
export function payLink(work: PathWork): boolean {
  work.links--;
  if (work.links < 0) work.exhausted = true;
  return work.links >= 0;
}

/**
 * Tells whether an issuer's key made a certificate's signature. Gives `undefined` where that cannot be
 * known: no path may use the signature, or the budget ran out.
 */
export function signatureOf(
  work: PathWork,
  child: PathNode,
  issuer: PathNode,
): SignatureAnswer | undefined {
  const known = work.answers.get(child)?.get(issuer);
  if (known !== undefined) return known;
  const check = signatureCheckOf(child, issuer);
  if (check === undefined) return undefined;
  work.signatures--;
  if (work.signatures < 0) {
    work.exhausted = true;
    return undefined;
  }
  const answer = answerOf(work, check);
  if (answer === "unsupported") work.unsupported = true;
  work.answers.set(child, (work.answers.get(child) ?? new Map()).set(issuer, answer));
  return answer;
}

/** One that throws has not verified anything. */
function answerOf({ verifySignature }: PathWork, check: SignatureCheck): SignatureAnswer {
  try {
    return verifySignature(check);
  } catch {
    return "unsupported";
  }
}

const MAX_LINKS = 256;
const MAX_SIGNATURES = 24;
