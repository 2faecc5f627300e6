import type { Hostname, HostRule } from "@tlspin/core";

import { providerOf } from "../providers.ts";
import { type SuffixFacts, suffixFactsOf } from "../public-suffix.ts";
import type { Found, Remark, Rule } from "../rule.ts";
import type { PinnedRule, Subject } from "../subject.ts";

/** What a rule should not be about. */
export const HOST_RULES: readonly Rule[] = [
  {
    id: "public-suffix",
    title: "A rule covers names that belong to different people",
    severity: "error",
    judge: ({ policy }) => [
      ...policy.hosts.flatMap((rule, index) => judgeReach(rule, `/hosts/${index}`)),
      ...(policy.ownedDomains ?? []).flatMap(judgeOwned),
    ],
  },
  {
    id: "third-party-host",
    title: "A host is pinned whose keys somebody else changes",
    severity: "warning",
    judge: (subject) => subject.pinned.flatMap((pinned) => judgeOwner(subject, pinned)),
  },
  {
    id: "report-only",
    title: "A mismatch is only reported, not refused",
    severity: "warning",
    judge: ({ pinned }) => pinned.flatMap(judgeMode),
  },
];

function judgeReach({ host, includeSubdomains }: HostRule, pointer: string): readonly Remark[] {
  const facts = suffixFactsOf(host);
  if (!includeSubdomains || facts?.isSuffix !== true) return [];
  const message = `${host} is a public suffix: each name below it belongs to somebody else`;
  const fix = "name your own domain below it";
  return [{ pointer: `${pointer}/host`, host, ...severityOf(facts), message, fix }];
}

function judgeOwned(domain: Hostname, index: number): readonly Remark[] {
  const facts = suffixFactsOf(domain);
  if (facts?.isSuffix !== true) return [];
  const message = `${domain} is a public suffix: each name below it belongs to somebody else`;
  const fix = "name your own domain below it";
  return [{ pointer: `/ownedDomains/${index}`, ...severityOf(facts), message, fix }];
}

/** The company that rents names out may own them: nobody else does. */
function severityOf({ kind }: SuffixFacts): Pick<Found, "severity"> {
  return kind === "registry" ? {} : { severity: "warning" };
}

// The parser holds every rule to ownedDomains. Without them nobody has said whose the hosts are.
function judgeOwner(
  { policy }: Subject,
  { rule: { host }, pointer }: PinnedRule,
): readonly Remark[] {
  if (policy.ownedDomains !== undefined) return [];
  const place = { pointer: `${pointer}/host`, host };
  const owner = providerOf(host) ?? rentedFrom(host);
  if (owner === undefined) return [{ ...place, needs: "owned-domains" }];
  return [
    {
      ...place,
      message: `${owner} belongs to a provider, who changes keys and CAs without telling you`,
      fix: 'do not pin it; or, if you hold its key, name the domain in "ownedDomains"',
    },
  ];
}

function rentedFrom(host: Hostname): string | undefined {
  const facts = suffixFactsOf(host);
  return facts?.kind === "company" ? facts.suffix : undefined;
}

function judgeMode({ rule: { host, mode }, pointer }: PinnedRule): readonly Remark[] {
  if (mode === "enforce") return [];
  const message = "a mismatch is reported and allowed: this host is not protected yet";
  const fix = 'write "mode": "enforce" once the reports are quiet';
  return [{ pointer: `${pointer}/mode`, host, message, fix }];
}
