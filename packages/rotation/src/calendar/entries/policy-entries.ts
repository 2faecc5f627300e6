import type { Day } from "../day.ts";
import type { DatedFact } from "../entry.ts";
import type { CalendarFacts } from "../facts.ts";
import { pinnedRules, type PlacedRule } from "../pinned-rules.ts";

/** When the policy was issued, and when its pins stop counting. */
export function policyEntries(facts: CalendarFacts, today: Day): readonly DatedFact[] {
  const { policy, policyName = "the policy" } = facts;
  if (policy === undefined) return [];
  const expiries = pinnedRules(policy).flatMap((pinned) => pinsExpire(pinned, policyName, today));
  if (policy.issued === undefined) return expiries;
  const issued: DatedFact = {
    // Policies of other hosts have events of their own.
    id: `policy-issued/${policy.hosts[0]?.host ?? ""}`,
    kind: "policy-issued",
    on: policy.issued.slice(0, 10),
    title: `Revision ${policy.revision} of the policy was issued`,
    basis: "planned",
    source: { text: `${policyName}, issued` },
    open: false,
    remindBefore: [],
  };
  return [issued, ...expiries];
}

function pinsExpire(
  { rule, pointer }: PlacedRule,
  policyName: string,
  today: Day,
): readonly DatedFact[] {
  if (rule.expires === undefined) return [];
  const expired = rule.expires < today;
  const closed = rule.onExpiry === "reject";
  return [
    {
      id: `pins-expire/${rule.host}`,
      kind: "pins-expire",
      on: rule.expires,
      title: `${expired ? "Pins expired" : "Last day of the pins"}: ${rule.host}`,
      detail: closed
        ? "From the next day (UTC) on, apps with this policy refuse the host."
        : "From the next day (UTC) on, apps with this policy no longer pin the host: any CA may speak for it.",
      todo: expired
        ? "Ship a policy with a later day now."
        : "Release apps with a later day, early enough for users to update.",
      host: rule.host,
      basis: "planned",
      source: { text: `${policyName} ${pointer}/expires` },
      open: true,
      remindBefore: [90, 30, 7],
    },
  ];
}
