import { addDays, type Day, dayOf, daysBetween, startOf } from "./day.ts";
import { certificateEntries } from "./entries/certificate-entries.ts";
import { keyEntries } from "./entries/key-entries.ts";
import { policyEntries } from "./entries/policy-entries.ts";
import { publicEntries } from "./entries/public-entries.ts";
import { renewalEntries } from "./entries/renewal-entries.ts";
import { stepEntries } from "./entries/step-entries.ts";
import type { CalendarEntry, DatedFact, EntryStatus } from "./entry.ts";
import type { CalendarFacts, ReleaseShares } from "./facts.ts";
import { fleetShares } from "./fleet-shares.ts";
import { gapsOf } from "./gaps.ts";
import { type KnownCertificate, readCertificates } from "./known-certificates.ts";
import type { Lane, Span } from "./lanes/lane.ts";
import { lanesOf } from "./lanes/lanes.ts";
import {
  type CalendarOptions,
  type CalendarWishes,
  KEY_DAYS,
  SHOWN_DAYS,
  SOON_DAYS,
} from "./options.ts";
import { type HostRenewals, renewalCounts } from "./renewal-counts.ts";
import { renewalsOf } from "./renewals.ts";

/** Every date that decides whether pins go on to match, and what to do about it. Plain data. */
export interface Calendar {
  readonly policy?: { readonly name: string; readonly revision: number };
  readonly at: string;
  readonly today: Day;
  readonly until: Day;
  readonly soon: number;
  /** By day. */
  readonly entries: readonly CalendarEntry[];
  /** How often the certificate of each host is renewed, year by year. */
  readonly renewals: readonly HostRenewals[];
  /** What is not known, so that its dates are missing. */
  readonly gaps: readonly string[];
  /** What a picture shows. */
  readonly span: Span;
  readonly lanes: readonly Lane[];
  readonly adoption: readonly ReleaseShares[];
}

/**
 * Puts the dates together. The same facts at the same moment give the same calendar. Days are those of
 * UTC, and the last day of a pin is inclusive, as the policy says.
 *
 * @throws {RangeError} `until` is no day, or is before the day of `at`.
 */
export function calendarOf(facts: CalendarFacts, at: Date, wishes: CalendarWishes = {}): Calendar {
  const options = optionsOf(dayOf(at.getTime()), wishes);
  const { today, until, soon } = options;
  const { known, problems } = readCertificates(facts.chains ?? []);
  const plans = presentCertificates(known).map((certificate) => renewalsOf(certificate, options));
  const dated = [
    ...policyEntries(facts, today),
    ...certificateEntries(known, facts.policy, today),
    ...keyEntries(facts, known, options),
    ...stepEntries(facts.steps ?? []),
    ...renewalEntries(plans),
    ...publicEntries(today, known),
  ];
  const span = { from: monthBefore(today), to: until };
  const { policy, policyName = "the policy" } = facts;
  return {
    ...(policy === undefined ? {} : { policy: { name: policyName, revision: policy.revision } }),
    at: at.toISOString(),
    today,
    until,
    soon,
    entries: entriesOf(dated, options),
    renewals: renewalCounts(plans, options),
    gaps: [...problems, ...gapsOf(facts, known)],
    span,
    lanes: lanesOf(facts, plans, span),
    adoption: facts.fleet === undefined ? [] : fleetShares(facts.fleet, span),
  };
}

function optionsOf(today: Day, wishes: CalendarWishes): CalendarOptions {
  const until = wishes.until ?? addDays(today, SHOWN_DAYS);
  if (!(until >= today)) throw new RangeError(`the last day, ${until}, is before ${today}`);
  return { soon: SOON_DAYS, keyDays: KEY_DAYS, ...wishes, today, until };
}

/** Of several servers behind one name, the certificate that ends first sets the pace. */
function presentCertificates(known: readonly KnownCertificate[]): readonly KnownCertificate[] {
  const first = new Map<string, KnownCertificate>();
  for (const certificate of known.filter(({ isLeaf }) => isLeaf)) {
    const other = first.get(certificate.host);
    if (other === undefined || certificate.notAfter < other.notAfter) {
      first.set(certificate.host, certificate);
    }
  }
  return [...first.values()];
}

function entriesOf(
  dated: readonly DatedFact[],
  options: CalendarOptions,
): readonly CalendarEntry[] {
  return dated
    .filter(({ on }) => on <= options.until)
    .map((fact) => entryOf(fact, options))
    .toSorted(byDay);
}

function entryOf(fact: DatedFact, { today, soon }: CalendarOptions): CalendarEntry {
  const days = daysBetween(today, fact.on);
  return { ...fact, days, status: statusOf(fact, days, soon) };
}

function statusOf({ open }: DatedFact, days: number, soon: number): EntryStatus {
  if (days < 0) return open ? "overdue" : "passed";
  return days <= soon ? "soon" : "later";
}

function byDay(a: CalendarEntry, b: CalendarEntry): number {
  if (a.on !== b.on) return a.on < b.on ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

/** The picture begins a little before today, with a month. */
function monthBefore(today: Day): Day {
  return dayOf(startOf(`${addDays(today, -31).slice(0, 7)}-01`));
}
