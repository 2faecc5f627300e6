export type { KeyState } from "../plan/key-state.ts";
export { type Calendar, calendarOf } from "./calendar.ts";
export { type Day, isDay } from "./day.ts";
export { daysText } from "./days-text.ts";
export {
  type Basis,
  type CalendarEntry,
  type DatedFact,
  type EntryKind,
  type EntryStatus,
  isNextRenewal,
  type Source,
} from "./entry.ts";
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
export { serverSteps } from "./server-steps.ts";
export { calendarSvg } from "./svg/svg.ts";
