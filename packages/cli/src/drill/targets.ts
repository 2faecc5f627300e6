import {
  canonicalHostname,
  findRule,
  type Hostname,
  isIpAddress,
  type PinnedHostRule,
  type Policy,
} from "@tlspin/core";

import { usageError } from "../command-error.ts";

/** A host rule that is rehearsed. */
export interface Target {
  readonly rule: PinnedHostRule;
  /** The names that the drill's certificates prove. */
  readonly names: readonly string[];
}

/**
 * Gives the rules to rehearse: each pinned one, or those that cover the hosts asked for.
 *
 * @throws {CommandError} A host is not pinned, or the policy pins none.
 */
export function targetsOf(policy: Policy, asked: readonly string[]): readonly Target[] {
  const named = asked.map((text) => pinnedHost(policy, text));
  const rules = policy.hosts.filter((rule) => rule.exclude !== true);
  const wanted = asked.length === 0 ? rules : rules.filter((rule) => covers(rule, named));
  if (wanted.length > 0) return wanted.map((rule) => targetOf(rule, named));
  throw usageError("the policy pins no host", "tlspin init <host> writes one that does");
}

interface NamedHost {
  readonly host: Hostname;
  readonly rule: PinnedHostRule;
}

function pinnedHost(policy: Policy, text: string): NamedHost {
  const host = canonicalHostname(text);
  const rule = findRule(policy, host);
  if (rule !== undefined && rule.exclude !== true) return { host, rule };
  throw usageError(`${host} is not pinned by the policy`, "give --host a host that it pins");
}

function covers(rule: PinnedHostRule, named: readonly NamedHost[]): boolean {
  return named.some((each) => each.rule === rule);
}

function targetOf(rule: PinnedHostRule, named: readonly NamedHost[]): Target {
  const { host, includeSubdomains } = rule;
  const below = includeSubdomains && !isIpAddress(host) ? [`*.${host}`] : [];
  const asked = named.filter((each) => each.rule === rule).map((each) => each.host);
  return { rule, names: [...new Set([host, ...below, ...asked])] };
}
