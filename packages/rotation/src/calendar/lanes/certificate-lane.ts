import { addDays } from "../day.ts";
import type { PlannedCertificate, RenewalPlan } from "../renewals.ts";
import { type Bar, type Lane, type Span, within } from "./lane.ts";

/** The certificate of a host, and those that will follow it, each until the next takes over. */
export function certificateLane({ host, certificates }: RenewalPlan, span: Span): Lane {
  const renewals = certificates.length - 1;
  return {
    about: "certificates",
    label: host,
    detail: renewals === 1 ? "certificates, 1 renewal" : `certificates, ${renewals} renewals`,
    bars: within(certificates.map(barOf), span),
  };
}

function barOf(
  { from, until, life }: PlannedCertificate,
  index: number,
  all: readonly PlannedCertificate[],
): Bar {
  const next = all[index + 1];
  return {
    kind: index === 0 ? "certificate" : "planned certificate",
    from,
    to: next === undefined ? until : addDays(next.from, -1),
    text: `${index === 0 ? "Certificate" : "Planned certificate"} of ${life} days, from ${from} to ${until}`,
  };
}
