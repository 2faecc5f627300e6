import type { CalendarOptions } from "./options.ts";
import type { RenewalPlan } from "./renewals.ts";

/** How often the certificate of a host is renewed. */
export interface HostRenewals {
  readonly host: string;
  /** What bounds the life of new certificates, for people. */
  readonly bound: string;
  readonly years: readonly YearOfRenewals[];
}

export interface YearOfRenewals {
  readonly year: string;
  readonly count: number;
  /** The shortest and the longest life, in days, of the certificates that begin in the year. */
  readonly shortest: number;
  readonly longest: number;
}

/** Counts the renewals of each host, year by year. */
export function renewalCounts(
  plans: readonly RenewalPlan[],
  options: CalendarOptions,
): readonly HostRenewals[] {
  return plans.map((plan) => ({
    host: plan.host,
    bound: boundOf(plan, options),
    years: yearsOf(plan),
  }));
}

function yearsOf({ certificates }: RenewalPlan): readonly YearOfRenewals[] {
  const renewed = certificates.slice(1);
  const years = new Set(renewed.map(({ from }) => from.slice(0, 4)));
  return [...years].map((year) => {
    const lives = renewed.filter(({ from }) => from.startsWith(year)).map(({ life }) => life);
    return { year, count: lives.length, shortest: Math.min(...lives), longest: Math.max(...lives) };
  });
}

function boundOf(
  { issuedBy, certificates }: RenewalPlan,
  { certificateDays }: CalendarOptions,
): string {
  const [present] = certificates;
  const wished = `${certificateDays ?? present?.life ?? 0} days`;
  switch (issuedBy) {
    case "private":
      return `${wished}: no public CA gives as much, so a private one does, which no limit binds`;
    case "lets-encrypt":
      return `${wished}, and no longer than Let's Encrypt gives on its first day`;
    case "public":
      return `${wished}, and no longer than a public CA may give on its first day`;
  }
}
