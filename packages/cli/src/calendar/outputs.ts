import { type Calendar, calendarHtml, calendarIcs, calendarSvg } from "@tlspin/rotation/calendar";

import { usageError } from "../command-error.ts";
import { jsonText } from "../json-text.ts";
import { replaceReport } from "../replace-file.ts";

/** Which forms are asked for: `-` prints one, a path writes it to a file. */
export interface OutputFlags {
  readonly ics?: string;
  readonly svg?: string;
  readonly html?: string;
  readonly json?: boolean;
}

/**
 * Makes sure that not more than one form is to be printed.
 *
 * @throws {CommandError} Two are.
 */
export function requireOnePrinted(flags: OutputFlags): void {
  const printed = FORMS.filter(({ name }) => flags[name] === "-").length;
  if (printed + (flags.json === true ? 1 : 0) < 2) return;
  throw usageError(
    "only one form can be printed",
    "write the others to files: --html calendar.html",
  );
}

/**
 * Writes the forms that go to files, in one step each.
 *
 * @returns The files.
 * @throws {CommandError} One cannot be written, or something else stands there.
 */
export async function writeForms(
  calendar: Calendar,
  flags: OutputFlags,
): Promise<readonly string[]> {
  const written: string[] = [];
  for (const { name, formOf, opening } of FORMS) {
    const path = flags[name];
    if (path === undefined || path === "-") continue;
    await replaceReport({ path, content: formOf(calendar), opening });
    written.push(path);
  }
  return written;
}

/** The form that is to be printed, or `undefined` where that is the text for people. */
export function printedForm(calendar: Calendar, flags: OutputFlags): string | undefined {
  if (flags.json === true) return `${jsonText(calendar)}\n`;
  return FORMS.find(({ name }) => flags[name] === "-")?.formOf(calendar);
}

/** How every file of ours begins: what begins otherwise is somebody else's. */
const FORMS = [
  {
    name: "ics",
    formOf: calendarIcs,
    opening: "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//tlspin//calendar//EN\r\n",
  },
  {
    name: "svg",
    formOf: calendarSvg,
    opening:
      '<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" class="pin-picture"',
  },
  {
    name: "html",
    formOf: calendarHtml,
    opening:
      '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="generator" content="tlspin calendar">',
  },
] as const;
