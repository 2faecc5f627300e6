import type { HostRule, PinnedHostRule } from "@tlspin/core";

import { nameOf } from "../known-keys.ts";
import type { Remark, Rule } from "../rule.ts";
import type { Subject } from "../subject.ts";

/** What rules of names within one another should not do. */
export const OVERLAP_RULES: readonly Rule[] = [
  {
    id: "rules-overlap",
    title: "A rule replaces the one above it, which readers may take for a sum of both",
    severity: "info",
    judge: (subject) => nestedRules(subject).flatMap(judgeNested),
  },
  {
    id: "exclude-without-effect",
    title: "A rule excludes what no rule above it pins",
    severity: "info",
    judge: judgeExcluded,
  },
];

interface Nested {
  readonly rule: HostRule;
  readonly pointer: string;
  /** The rule that would apply without it. */
  readonly above: HostRule;
}

function nestedRules({ policy }: Subject): readonly Nested[] {
  const covering = new Map(
    policy.hosts.filter((rule) => rule.includeSubdomains).map((rule) => [String(rule.host), rule]),
  );
  return policy.hosts.flatMap((rule, index) => {
    const above = ancestorsOf(rule.host).flatMap((name) => covering.get(name) ?? []);
    return above[0] === undefined ? [] : [{ rule, pointer: `/hosts/${index}`, above: above[0] }];
  });
}

/** `b.c` and `c` of `a.b.c`: the nearest first. */
function ancestorsOf(host: string): readonly string[] {
  const labels = host.split(".");
  return labels.slice(1).map((_, i) => labels.slice(i + 1).join("."));
}

function judgeNested(nested: Nested): readonly Remark[] {
  const { rule, above } = nested;
  if (rule.exclude === true) return judgeExclusion(nested);
  if (above.exclude === true) return [];
  return bodyOf(rule) === bodyOf(above) ? [repeated(nested)] : judgeReplaced(nested, rule, above);
}

function judgeExclusion({ rule, above, pointer }: Nested): readonly Remark[] {
  if (rule.includeSubdomains || above.exclude === true) return [];
  const message = `names below ${rule.host} are not excluded: ${above.host} covers them`;
  const fix = 'write "includeSubdomains": true if they are to be excluded too';
  return [{ pointer: `${pointer}/includeSubdomains`, host: rule.host, message, fix }];
}

function repeated({ rule, above, pointer }: Nested): Remark {
  const message = `says the same as the rule of ${above.host}, which covers this host`;
  return { pointer, host: rule.host, message, fix: "remove it, or say in a note why it stands" };
}

function judgeReplaced(
  { pointer }: Nested,
  rule: PinnedHostRule,
  above: PinnedHostRule,
): readonly Remark[] {
  const lost = above.distrusted.filter((key) => !hasName(rule.distrusted, nameOf(key)));
  const replaced = {
    pointer,
    host: rule.host,
    message: `replaces the rule of ${above.host} for this host: pins of both are never united`,
    fix: "repeat here each pin of that rule which is to count",
  };
  if (lost.length === 0) return [replaced];
  const count = lost.length === 1 ? "a key" : `${lost.length} keys`;
  return [
    {
      ...replaced,
      severity: "warning",
      message: `${replaced.message}, and ${count} distrusted there ${lost.length === 1 ? "is" : "are"} not distrusted here`,
      fix: 'repeat its "distrusted" here, and each of its pins which is to count',
    },
  ];
}

function hasName(keys: PinnedHostRule["distrusted"], name: string): boolean {
  return keys.some((key) => nameOf(key) === name);
}

/** What a rule says of a host, apart from its name, its reach and its notes. */
function bodyOf({ mode, pins, backupPins, distrusted, expires, onExpiry }: PinnedHostRule): string {
  const names = [pins, backupPins].map((list) =>
    list.map((pin) => `${pin.at} ${nameOf(pin)}`).toSorted(),
  );
  const refused = distrusted.map(nameOf).toSorted();
  return JSON.stringify([mode, names, refused, expires ?? "", onExpiry]);
}

function judgeExcluded(subject: Subject): readonly Remark[] {
  const { unlistedHosts, ownedDomains = [], hosts } = subject.policy;
  if (unlistedHosts === "reject" || ownedDomains.length > 0) return [];
  const nested = new Set(
    nestedRules(subject)
      .filter(({ above }) => above.exclude !== true)
      .map(({ rule }) => rule),
  );
  return hosts.flatMap((rule, index) => {
    if (rule.exclude !== true || nested.has(rule)) return [];
    const message = "no rule above it pins this host, so it would not be pinned without it either";
    const fix = "remove it, or add the rule that it is an exception from";
    return [{ pointer: `/hosts/${index}`, host: rule.host, message, fix }];
  });
}
