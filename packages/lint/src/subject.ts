import {
  canonicalHostname,
  findRule,
  type Peer,
  type Pin,
  type PinnedHostRule,
  type Policy,
} from "@tlspin/core";

import type { Evidence, HostChain } from "./evidence.ts";
import { type KnownKeys, knownKeysOf } from "./known-keys.ts";

/** What rules judge: a policy, and everything that is known of it. */
export interface Subject {
  readonly policy: Policy;
  readonly at: Date;
  /** Days. What ends within them is near. */
  readonly horizon: number;
  readonly evidence: Evidence;
  readonly known: KnownKeys;
  /** Its rules that pin, in the order of the file. */
  readonly pinned: readonly PinnedRule[];
}

/** A rule that pins, where it stands, and what its hosts presented. */
export interface PinnedRule {
  readonly rule: PinnedHostRule;
  readonly pointer: string;
  readonly pins: readonly PlacedPin[];
  /** Empty where no host of the rule was looked at. */
  readonly chains: readonly HostChain[];
}

/** A pin, and where it stands. */
export interface PlacedPin {
  readonly pin: Pin;
  readonly pointer: string;
  /** Whether it stands in `backupPins`. */
  readonly backup: boolean;
}

/** What `lint` was asked, with nothing left out. */
export type Question = Omit<Subject, "known" | "pinned">;

/**
 * Lays out what is known of each rule.
 *
 * @throws {HostnameError} A chain is said to be of what is no host.
 */
export function subjectOf(question: Question): Subject {
  const { policy, evidence } = question;
  const chains = chainsByRule(policy, evidence.chains ?? []);
  const pinned = policy.hosts.flatMap((rule, index) => {
    if (rule.exclude === true) return [];
    const pointer = `/hosts/${index}`;
    return [{ rule, pointer, pins: placedPins(rule, pointer), chains: chains.get(rule) ?? [] }];
  });
  return { ...question, known: knownKeysOf(evidence), pinned };
}

/** The peer that presented a chain. */
export function peerOf({ host, chain }: Pick<HostChain, "host" | "chain">): Peer {
  return { connectHost: host, certificateHost: host, port: 443, chain };
}

/** The pins of a rule, the backups too, and where each stands. */
export function placedPins(rule: PinnedHostRule, pointer: string): readonly PlacedPin[] {
  return [
    ...rule.pins.map((pin, i) => ({ pin, pointer: `${pointer}/pins/${i}`, backup: false })),
    ...rule.backupPins.map((pin, i) => ({
      pin,
      pointer: `${pointer}/backupPins/${i}`,
      backup: true,
    })),
  ];
}

function chainsByRule(
  policy: Policy,
  chains: readonly HostChain[],
): ReadonlyMap<unknown, readonly HostChain[]> {
  const grouped = new Map<unknown, HostChain[]>();
  for (const each of chains) {
    const rule = findRule(policy, canonicalHostname(each.host));
    grouped.set(rule, [...(grouped.get(rule) ?? []), each]);
  }
  return grouped;
}
