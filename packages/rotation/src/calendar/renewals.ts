import { addDays, type Day, dayOf, daysBetween } from "./day.ts";
import type { KnownCertificate } from "./known-certificates.ts";
import { type Issuer, longestLifeOn } from "./limits.ts";
import type { CalendarOptions } from "./options.ts";

/** When the certificate of a host is renewed, as far as it can be told in advance. */
export interface RenewalPlan {
  readonly host: string;
  readonly from: string;
  readonly issuedBy: Issuer;
  /** The certificate in place, then one for each renewal. */
  readonly certificates: readonly PlannedCertificate[];
}

/** A certificate that there is, or will be. */
export interface PlannedCertificate {
  readonly from: Day;
  readonly until: Day;
  /** In days. */
  readonly life: number;
  /** The day on which its successor should take over. */
  readonly renewOn: Day;
}

/**
 * Plans the renewals of a certificate until a day. Each new one lives as long as the last, but no
 * longer than public CAs may issue on its first day.
 */
export function renewalsOf(certificate: KnownCertificate, options: CalendarOptions): RenewalPlan {
  const { host, from, issuedBy, notBefore, notAfter } = certificate;
  const present = { from: dayOf(notBefore), until: dayOf(notAfter), life: certificate.life };
  const wished = options.certificateDays ?? present.life;
  const certificates: PlannedCertificate[] = [
    {
      ...present,
      renewOn: renewalOf(present.from, daysBetween(present.from, present.until), options),
    },
  ];
  for (let last = certificates[0]; last !== undefined && certificates.length < MOST;) {
    // Whoever is late renews today.
    const day = last.renewOn < options.today ? options.today : last.renewOn;
    if (day > options.until) break;
    const life = Math.max(1, Math.min(wished, longestLifeOn(day, issuedBy)));
    last = { from: day, until: addDays(day, life), life, renewOn: renewalOf(day, life, options) };
    certificates.push(last);
  }
  return { host, from, issuedBy, certificates };
}

/** Certbot's rule, unless days are given: with a third of the life left, or half of less than 10 days. */
function renewalOf(from: Day, life: number, { renewBefore }: CalendarOptions): Day {
  const left = renewBefore ?? Math.ceil(life / (life < SHORT ? 2 : 3));
  return addDays(from, Math.max(1, life - left));
}

/** Certificates that live shorter than this are renewed by a program, every few days. */
export const SHORT = 10;

// Ten years of certificates of six days.
const MOST = 2000;
