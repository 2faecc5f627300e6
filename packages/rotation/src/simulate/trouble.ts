import { expired, type Judgement, mismatch, type Pinned, type Requirement } from "@tlspin/formats";

import type { Instant } from "../instant.ts";
import type { HostStates, ServerState } from "./server-states.ts";
import { overlapOf, type Span } from "./span.ts";
import { stateSetsOf } from "./state-sets.ts";

/** A time in which a client may meet something else than a connection with a matching pin. */
export interface Trouble extends Span {
  readonly judgement: Judgement;
  /** The state that a client meets first, from a moment of this time on. */
  stateAt(from: Instant): ServerState;
}

/**
 * Everything that may go wrong at one host for one requirement: each outcome and reason with each
 * time, as long as it can be.
 *
 * @param clockSkew - How far a device's clock may be off, either way. It moves an expiry. A slow clock
 *   before `issued` is left out: it would be found right after every release, and no rotation causes it.
 */
export function troublesOf(
  requirement: Requirement,
  host: HostStates,
  clockSkew: number,
): readonly Trouble[] {
  const cases =
    requirement.kind === "settled"
      ? casesOfSettled(requirement, host)
      : casesOfPinned(requirement, host, clockSkew);
  return cases.flatMap((each) => mergedTimes(each, host.states));
}

/** A judgement, the states that get it, and the time in which it can be. */
interface Case {
  readonly judgement: Judgement;
  readonly states: Uint32Array;
  readonly from: Instant;
  readonly until: Instant;
}

function casesOfSettled(judgement: Judgement, { words }: HostStates): readonly Case[] {
  if (judgement.outcome === "connects") return [];
  const { outcome, reason, detail } = judgement;
  const kept = { outcome, reason, ...(detail === undefined ? {} : { detail }) };
  const states = new Uint32Array(words).fill(0xffffffff);
  return [{ judgement: kept, states, from: -Infinity, until: Infinity }];
}

function casesOfPinned(requirement: Pinned, host: HostStates, clockSkew: number): readonly Case[] {
  const { enforced, issued = -Infinity, expiry } = requirement;
  const { matched, distrusted, foreignKeyType, mismatched } = stateSetsOf(requirement, host);
  const inForce = { from: issued, until: (expiry?.latest ?? Infinity) + clockSkew };
  const others = union(matched, foreignKeyType, mismatched);
  return [
    {
      judgement: { outcome: "refuses", reason: "key-distrusted" },
      states: distrusted,
      from: -Infinity,
      until: Infinity,
    },
    {
      judgement: mismatch("clock-before-issued", enforced),
      states: others,
      from: -Infinity,
      until: issued,
    },
    { judgement: mismatch("key-type-unsupported", enforced), states: foreignKeyType, ...inForce },
    { judgement: mismatch("no-pin-matched", enforced), states: mismatched, ...inForce },
    ...(expiry === undefined
      ? []
      : [
          {
            judgement: expired(expiry, enforced),
            states: others,
            from: Math.max(expiry.earliest - clockSkew, issued),
            until: Infinity,
          },
        ]),
  ];
}

function union(...sets: readonly Uint32Array[]): Uint32Array {
  const [first = new Uint32Array()] = sets;
  return first.map((_, word) => sets.reduce((bits, set) => bits | (set[word] ?? 0), 0));
}

/** The times of a case, joined where the next state begins before the last one ends. */
function mergedTimes(
  { judgement, states: set, ...span }: Case,
  states: readonly ServerState[],
): readonly Trouble[] {
  const merged: OpenTime[] = [];
  forEachBit(set, (index) => {
    const state = states[index];
    if (state === undefined) return;
    const time = overlapOf(span, state);
    if (time.from < time.until) join(merged, time, state);
  });
  return merged.map(({ from: start, until: end, states: met }) => ({
    judgement,
    from: start,
    until: end,
    stateAt: (at) => met.find((state) => state.until > at) ?? lastOf(met),
  }));
}

interface OpenTime extends Span {
  until: Instant;
  /** At least one, by their beginnings. */
  readonly states: [ServerState, ...ServerState[]];
}

function join(merged: OpenTime[], { from, until }: Span, state: ServerState): void {
  const open = merged.at(-1);
  if (open === undefined || from > open.until) {
    merged.push({ from, until, states: [state] });
    return;
  }
  open.until = Math.max(open.until, until);
  open.states.push(state);
}

function lastOf([first, ...others]: OpenTime["states"]): ServerState {
  return others.at(-1) ?? first;
}

/** Visits the numbers of the bits that are set. A generator would cost more than what it visits. */
function forEachBit(set: Uint32Array, visit: (index: number) => void): void {
  for (let word = 0; word < set.length; word++) {
    for (let rest = set[word] ?? 0; rest !== 0; rest &= rest - 1) {
      visit(word * 32 + (31 - Math.clz32(rest & -rest)));
    }
  }
}
