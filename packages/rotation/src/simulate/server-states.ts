import { certificateId, type Platform } from "@tlspin/formats";

import type { Instant } from "../instant.ts";
import type { HostTimeline, ServedPath, Serving } from "../servers/timeline.ts";

/** One path that a client may meet at a host, and when. */
export interface ServerState {
  readonly serving: Serving;
  readonly path: ServedPath;
  readonly from: Instant;
  readonly until: Instant;
}

/**
 * The states of a host as one system meets them, by date, with an index of bit sets: bit n of a set
 * stands for state n. One word of it answers for 32 states at once.
 */
export interface HostStates {
  readonly states: readonly ServerState[];
  /** How many words a set has. */
  readonly words: number;
  /** Which states have a key at their leaf, and which above it. By the ids of a demand. */
  readonly leaf: ReadonlyMap<string, Uint32Array>;
  readonly ca: ReadonlyMap<string, Uint32Array>;
  /** Which states have a key of a type anywhere. */
  readonly keyTypes: ReadonlyMap<string, Uint32Array>;
}

/** The states of a host within a time. */
export function hostStatesOf(
  { servings }: HostTimeline,
  platform: Platform,
  { from, until }: { readonly from: Instant; readonly until: Instant },
): HostStates {
  const states = servings
    .filter((serving) => serving.from < until && serving.until > from)
    .flatMap((serving) => statesOf(serving, platform))
    .toSorted((a, b) => a.from - b.from);
  return indexed(states);
}

function statesOf(serving: Serving, platform: Platform): readonly ServerState[] {
  const { from, until, paths } = serving;
  return paths
    .filter(({ platforms }) => platforms?.includes(platform) !== false)
    .map((path) => ({ serving, path, from, until }));
}

function indexed(states: readonly ServerState[]): HostStates {
  const words = Math.ceil(states.length / 32);
  const [leaf, ca, keyTypes] = [newIndex(words), newIndex(words), newIndex(words)];
  for (const [state, { path }] of states.entries()) {
    for (const [position, { spki, certificate, keyType }] of path.keys.entries()) {
      const index = position === 0 ? leaf : ca;
      index.add(spki, state);
      if (certificate !== undefined) index.add(certificateId(certificate), state);
      if (keyType !== undefined) keyTypes.add(keyType, state);
    }
  }
  return { states, words, leaf: leaf.sets, ca: ca.sets, keyTypes: keyTypes.sets };
}

interface BitIndex {
  readonly sets: ReadonlyMap<string, Uint32Array>;
  add(id: string, state: number): void;
}

function newIndex(words: number): BitIndex {
  const sets = new Map<string, Uint32Array>();
  return {
    sets,
    add(id, state) {
      const set = sets.get(id) ?? new Uint32Array(words);
      sets.set(id, set);
      set[state >>> 5] = (set[state >>> 5] ?? 0) | (1 << (state & 31));
    },
  };
}
