import type { HostAudit } from "./audit.ts";
import type { Check, Status } from "./check.ts";

/** How many checks stand how. */
export type Counts = Readonly<Record<Status, number>>;

/** Counts them over all hosts and addresses. */
export function countsOf(hosts: readonly HostAudit[]): Counts {
  const counts = { ok: 0, info: 0, warning: 0, error: 0, "not-checked": 0 };
  for (const { status } of checksIn(hosts)) counts[status]++;
  return counts;
}

/** All checks of an audit. */
export function checksIn(hosts: readonly HostAudit[]): readonly Check[] {
  return hosts.flatMap(({ checks, addresses }) => [
    ...checks,
    ...addresses.flatMap((address) => address.checks),
  ]);
}
