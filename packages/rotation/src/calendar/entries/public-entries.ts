import type { Day } from "../day.ts";
import type { DatedFact } from "../entry.ts";
import type { KnownCertificate } from "../known-certificates.ts";
import { LIFE_LIMITS, type LifeLimit, publicLimitOn } from "../limits.ts";

/** Since when, and from when on, certificates live shorter: what is in force, and what is to come. */
export function publicEntries(
  today: Day,
  certificates: readonly KnownCertificate[],
): readonly DatedFact[] {
  const inForce = publicLimitOn(today);
  const leaves = certificates.filter(({ isLeaf }) => isLeaf);
  // Without certificates, anybody may be the CA.
  const withOneCa =
    leaves.length === 0 || leaves.some(({ issuedBy }) => issuedBy === "lets-encrypt");
  return LIFE_LIMITS.filter((limit) => limit === inForce || limit.on > today)
    .filter(({ ca }) => ca === undefined || withOneCa)
    .map(publicEntry);
}

function publicEntry({ id, on, days, ca, source }: LifeLimit): DatedFact {
  const whose = ca === undefined ? "public certificates" : `certificates of ${ca}`;
  return {
    id: `public-date/${id}`,
    kind: "public-date",
    on,
    title: `New ${whose} live at most ${days} days`,
    detail:
      "A key may live longer than its certificates: pin the key, and renew with the same one.",
    basis: "public",
    source,
    open: false,
    remindBefore: [30],
  };
}
