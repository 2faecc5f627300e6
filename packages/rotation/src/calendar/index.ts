export type { KeyState } from "../plan/key-state.ts";
export { type Calendar, calendarOf } from "./calendar.ts";
export { type Day, isDay } from "./day.ts";
export type { Basis, CalendarEntry, DatedFact, EntryKind, EntryStatus, Source } from "./entry.ts";
export type {
  CalendarFacts,
  HostCertificates,
  MadeKey,
  PlannedStep,
  ReleaseShares,
  SharePoint,
} from "./facts.ts";
export { fleetShares } from "./fleet-shares.ts";
export { calendarHtml } from "./html/page.ts";
export { calendarIcs } from "./ics.ts";
export type { Bar, BarKind, Lane, Span } from "./lanes/lane.ts";
export type { CalendarWishes } from "./options.ts";
export { parseSteps } from "./parse-steps.ts";
export type { HostRenewals, YearOfRenewals } from "./renewal-counts.ts";
export { calendarSvg } from "./svg/svg.ts";
