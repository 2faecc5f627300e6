import { daysBetween, type Day } from "../day.ts";
import type { Span } from "../lanes/lane.ts";

/** Where days stand in the picture. */
export interface Scale {
  readonly left: number;
  readonly right: number;
  /** Where a day begins. */
  readonly x: (day: Day) => number;
  /** The first of each month, or of fewer where they would stand too close. */
  readonly ticks: readonly Tick[];
}

export interface Tick {
  readonly x: number;
  readonly label: string;
  /** Whether a year begins. */
  readonly isYear: boolean;
}

/** Lays the days of a span between two places. */
export function scaleOf({ from, to }: Span, left: number, right: number): Scale {
  const days = Math.max(1, daysBetween(from, to));
  const x = (day: Day): number => round(left + ((right - left) * daysBetween(from, day)) / days);
  const perMonth = ((right - left) / days) * 30.44;
  const every = STEPS.find((months) => months * perMonth >= CLOSEST) ?? 120;
  const ticks = monthsOf({ from, to })
    .filter((month) => monthNumber(month) % every === 0)
    .map((month, index) => ({
      x: x(month),
      label: labelOf(month, index === 0),
      isYear: month.endsWith("-01-01"),
    }));
  return { left, right, x, ticks };
}

/** To a tenth, so that files stay small. */
export function round(length: number): number {
  return Math.round(length * 10) / 10;
}

function monthsOf({ from, to }: Span): readonly Day[] {
  const first = monthNumber(from) + (from.endsWith("-01") ? 0 : 1);
  const count = Math.max(0, monthNumber(to) - first + 1);
  return Array.from({ length: count }, (_, index) => dayOfMonth(first + index));
}

function monthNumber(day: Day): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
}

function dayOfMonth(number: number): Day {
  const year = String(Math.floor(number / 12)).padStart(4, "0");
  return `${year}-${String((number % 12) + 1).padStart(2, "0")}-01`;
}

function labelOf(month: Day, isFirst: boolean): string {
  const year = month.slice(0, 4);
  if (month.endsWith("-01-01")) return year;
  const name = MONTHS[Number(month.slice(5, 7)) - 1] ?? "";
  return isFirst ? `${name} ${year}` : name;
}

const CLOSEST = 42;

const STEPS = [1, 3, 6, 12, 24, 60];

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
