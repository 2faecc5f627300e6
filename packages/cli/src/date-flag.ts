import { InvalidArgumentError } from "commander";

/** Reads a time that the command line names: a day (UTC), or RFC 3339. */
export function dateOf(text: string): Date {
  const date = new Date(text);
  if (/^\d{4}-\d\d-\d\d(?:T.*(?:Z|[+-]\d\d:\d\d))?$/.test(text) && !Number.isNaN(date.getTime()))
    return date;
  throw new InvalidArgumentError("Write 2027-06-30, or 2027-06-30T12:00:00Z.");
}
