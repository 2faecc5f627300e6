import { equalBytes } from "./bytes.ts";
import { certificateFieldsOf } from "./certificate-fields.ts";
import type { VerifySignature } from "./path-search.ts";
import type { PinnedHostRule } from "./policy.ts";
import { endOf, readValidity, type Validity } from "./validity.ts";
import type { MatchedPin } from "./verdict.ts";

/** All that a match rests on, besides the rule and the time. */
export interface Evidence {
  /** The leaf, and where a CA was to be found every certificate that could stand above it. */
  readonly ders: readonly Uint8Array[];
  readonly anchors?: readonly Uint8Array[] | undefined;
  readonly verifySignature?: VerifySignature;
}

/**
 * The last few matches of one rule of one policy, so that a server that is met again is not searched
 * again. Only matches are remembered: what is refused is judged each time, and displaces nothing.
 */
export class MatchMemo {
  readonly #known: KnownMatch[] = [];

  /** The pin that exactly these bytes matched, if the search would end alike at this time. */
  recall(evidence: Evidence, time: number): MatchedPin | undefined {
    for (const known of this.#known) {
      if (known.from <= time && time < known.until && isSame(known.seen, evidence)) {
        return known.pin;
      }
    }
    return undefined;
  }

  /** @param seen - Copies of our own: the peer's bytes may change in the hands of their owner. */
  remember(seen: Evidence, span: Span, pin: MatchedPin): void {
    if (sizeOf(seen.ders) + sizeOf(seen.anchors ?? []) > MOST_BYTES) return;
    if (this.#known.length === MOST_KNOWN) this.#known.pop();
    this.#known.unshift({ seen, from: span.from, until: span.until, pin });
  }
}

interface KnownMatch extends Span {
  readonly seen: Evidence;
  readonly pin: MatchedPin;
}

/** The memo of a rule. A rule belongs to one policy, so that a new policy begins with nothing. */
export function memoOf(rule: PinnedHostRule): MatchMemo {
  const known = MEMOS.get(rule);
  if (known !== undefined) return known;

  const memo = new MatchMemo();
  MEMOS.set(rule, memo);
  return memo;
}

/** A time in which the same certificates are valid, in milliseconds since 1970. */
export interface Span {
  readonly from: number;
  /** The first moment after it. */
  readonly until: number;
}

/** What a leaf's key matches does not depend on the time: the rule's own dates are asked before. */
export const ALWAYS: Span = { from: -Infinity, until: Infinity };

/** How long before and after this moment no certificate begins or ends to be valid. */
export function spanAround(time: number, { ders, anchors = [] }: Evidence): Span {
  const turns = [...ders, ...anchors].flatMap(turnsOf);
  return {
    from: Math.max(-Infinity, ...turns.filter((turn) => turn <= time)),
    until: Math.min(Infinity, ...turns.filter((turn) => turn > time)),
  };
}

/** What cannot be read stands on no path at any time. */
function turnsOf(der: Uint8Array): readonly number[] {
  const validity = validityOf(der);
  return validity === undefined ? [] : [validity.notBefore, endOf(validity)];
}

function validityOf(der: Uint8Array): Validity | undefined {
  try {
    const fields = certificateFieldsOf(der);
    return readValidity(der.subarray(fields.validity, fields.subject));
  } catch {
    return undefined;
  }
}

function isSame(seen: Evidence, other: Evidence): boolean {
  return (
    seen.verifySignature === other.verifySignature &&
    areSame(seen.ders, other.ders) &&
    areSame(seen.anchors, other.anchors)
  );
}

/** No anchors is another thing than an empty list of them, in which no path ends. */
function areSame(seen: Ders | undefined, others: Ders | undefined): boolean {
  if (seen === undefined || others === undefined) return seen === others;
  if (seen.length !== others.length) return false;
  for (let i = 0; i < seen.length; i++) if (!isSameDer(seen[i], others[i])) return false;
  return true;
}

function isSameDer(seen: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  return seen !== undefined && other !== undefined && equalBytes(seen, other);
}

function sizeOf(ders: Ders): number {
  let size = 0;
  for (const der of ders) size += der.length;
  return size;
}

type Ders = readonly Uint8Array[];

const MEMOS = new WeakMap<PinnedHostRule, MatchMemo>();

const MOST_KNOWN = 4;

// Ten times an honest chain.
const MOST_BYTES = 32_768;
