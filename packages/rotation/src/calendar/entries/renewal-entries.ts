import type { DatedFact } from "../entry.ts";
import { type RenewalPlan, SHORT } from "../renewals.ts";

/** The days on which certificates are renewed, but not those of programs that renew every few days. */
export function renewalEntries(plans: readonly RenewalPlan[]): readonly DatedFact[] {
  return plans.flatMap((plan) =>
    plan.certificates.slice(1).flatMap((_, index) => renewal(plan, index)),
  );
}

function renewal({ host, from, certificates }: RenewalPlan, index: number): readonly DatedFact[] {
  const [present, next] = [certificates[index], certificates[index + 1]];
  if (present === undefined || next === undefined || next.life < SHORT) return [];
  return [
    {
      // Numbered from now on: an import then moves the next renewal, and adds none twice.
      id: `renewal/${host}/${index + 1}`,
      kind: "renewal",
      on: next.from,
      title: `Renew the certificate: ${host}`,
      detail: `The one before ends on ${present.until}. The new one lives ${next.life} days, until ${next.until}.`,
      todo: "Use a key that is pinned.",
      host,
      basis: "planned",
      source: { text: `reckoned from ${from}` },
      open: true,
      remindBefore: [],
    },
  ];
}
