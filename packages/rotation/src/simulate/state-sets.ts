import type { Pinned } from "@tlspin/formats";

import type { HostStates } from "./server-states.ts";

/** Every state of a host, sorted by what a requirement makes of its path. Each bit is in one set. */
export interface StateSets {
  readonly matched: Uint32Array;
  readonly distrusted: Uint32Array;
  readonly foreignKeyType: Uint32Array;
  readonly mismatched: Uint32Array;
}

/** Sorts all states of a host at once: the kernel of the simulation. */
export function stateSetsOf(requirement: Pinned, host: HostStates): StateSets {
  const all = allStates(host);
  const distrusted = distrustedStates(requirement, host);
  const foreignKeyType = foreignStates(requirement, host);
  subtract(foreignKeyType, distrusted);
  const matched = matchedStates(requirement, host);
  subtract(matched, distrusted);
  subtract(matched, foreignKeyType);
  for (const set of [matched, distrusted, foreignKeyType]) subtract(all, set);
  return { matched, distrusted, foreignKeyType, mismatched: all };
}

/** The states whose path meets each demand. */
export function matchedStates({ demands }: Pick<Pinned, "demands">, host: HostStates): Uint32Array {
  const matched = allStates(host);
  for (const { leaf, ca } of demands) {
    const met = new Uint32Array(host.words);
    for (const id of leaf) unite(met, host.leaf.get(id));
    for (const id of ca) unite(met, host.ca.get(id));
    for (let word = 0; word < matched.length; word++) {
      matched[word] = (matched[word] ?? 0) & (met[word] ?? 0);
    }
  }
  return matched;
}

function distrustedStates({ distrusted }: Pinned, host: HostStates): Uint32Array {
  const states = new Uint32Array(host.words);
  for (const id of distrusted) {
    unite(states, host.leaf.get(id));
    unite(states, host.ca.get(id));
  }
  return states;
}

function foreignStates({ keyTypes }: Pinned, host: HostStates): Uint32Array {
  const states = new Uint32Array(host.words);
  if (keyTypes === undefined) return states;
  for (const [type, set] of host.keyTypes) if (!keyTypes.has(type)) unite(states, set);
  return states;
}

function allStates({ states, words }: HostStates): Uint32Array {
  const all = new Uint32Array(words).fill(0xffffffff);
  const rest = states.length & 31;
  if (rest !== 0) all[words - 1] = 2 ** rest - 1;
  return all;
}

function unite(set: Uint32Array, other: Uint32Array | undefined): void {
  if (other === undefined) return;
  for (let word = 0; word < set.length; word++) set[word] = (set[word] ?? 0) | (other[word] ?? 0);
}

function subtract(set: Uint32Array, other: Uint32Array): void {
  for (let word = 0; word < set.length; word++) set[word] = (set[word] ?? 0) & ~(other[word] ?? 0);
}
