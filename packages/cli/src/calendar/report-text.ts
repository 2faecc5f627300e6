import {
  type Calendar,
  type CalendarEntry,
  daysText,
  type EntryStatus,
  type HostRenewals,
  isNextRenewal,
} from "@tlspin/rotation/calendar";

import { type Look, paint } from "../paint.ts";
import { printable } from "../printable.ts";

/** The calendar for a terminal: what is overdue, what is near, what comes later. */
export function calendarText(calendar: Calendar, written: readonly string[]): string {
  const { entries, renewals, gaps, soon, until } = calendar;
  const shown = entries.filter((entry) => entry.kind !== "renewal" || isNextRenewal(entry));
  const of = (status: EntryStatus): readonly CalendarEntry[] =>
    shown.filter((entry) => entry.status === status);
  return [
    ...headLines(calendar),
    ...section("Overdue", of("overdue").flatMap(urgentLines)),
    ...section(`Within ${soon} days`, of("soon").flatMap(urgentLines)),
    ...section("Later", of("later").flatMap(laterLines)),
    ...section(`Renewals until ${until}`, renewals.flatMap(renewalLines)),
    ...section("Not known", gapLines(gaps)),
    ...section(
      "Written",
      written.map((path) => `  ${printable(path)}`),
    ),
    "",
    summaryOf(shown, soon),
  ].join("\n");
}

function headLines({ policy, today, until }: Calendar): readonly string[] {
  const name =
    policy === undefined ? "no policy" : `${printable(policy.name)}, revision ${policy.revision}`;
  return [`Policy  ${name}`, `Days    ${today} to ${until} (UTC)`];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", paint("bold", title), ...lines];
}

function urgentLines(entry: CalendarEntry): readonly string[] {
  const { todo } = entry;
  return [
    ...laterLines(entry),
    ...(todo === undefined ? [] : [`${INDENT}to do: ${printable(todo)}`]),
  ];
}

function laterLines({ on, days, status, title, basis, source }: CalendarEntry): readonly string[] {
  const when = paint(LOOKS[status], daysText(days).padEnd(14));
  return [
    `  ${on}  ${when}${printable(title)}`,
    paint("dim", `${INDENT}${basis}: ${printable(source.text)}`),
  ];
}

function renewalLines({ host, years }: HostRenewals): readonly string[] {
  const counts = years.map(({ year, count }) => `${year}: ${count}`);
  return [`  ${printable(host)}  ${counts.length === 0 ? "none" : counts.join(", ")}`];
}

function gapLines(gaps: readonly string[]): readonly string[] {
  if (gaps.length === 0) return [];
  const todo = "  to do: --dial or --chain tells of certificates, --key of keys";
  return [...gaps.map((gap) => `  ${printable(gap)}`), todo];
}

function summaryOf(shown: readonly CalendarEntry[], soon: number): string {
  const work = shown.filter(({ open }) => open);
  const countOf = (status: EntryStatus): number =>
    work.filter((entry) => entry.status === status).length;
  const [overdue, near] = [countOf("overdue"), countOf("soon")];
  const next = work.find(({ days }) => days >= 0);
  const first = next === undefined ? "nothing follows" : `the next date is ${next.on}`;
  const look = overdue > 0 ? "red" : "green";
  return `${paint(look, `${overdue} overdue`)}, ${near} within ${soon} days; ${first}.`;
}

const INDENT = "              ";

const LOOKS: Readonly<Record<EntryStatus, Look>> = {
  passed: "dim",
  overdue: "red",
  soon: "yellow",
  later: "bold",
};
