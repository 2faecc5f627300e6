import ical, { ICalAlarmType, type ICalCalendar, ICalEventTransparency } from "ical-generator";

import type { Calendar } from "./calendar.ts";
import { addDays, startOf } from "./day.ts";
import type { CalendarEntry } from "./entry.ts";
import { visible } from "./visible.ts";

/**
 * Writes the calendar as iCalendar (RFC 5545), with an alarm before each date that needs work. Events
 * last a whole day and keep their UID, so that a later import moves them.
 */
export function calendarIcs(calendar: Calendar): string {
  const name = calendar.policy === undefined ? "Pins" : `Pins: ${visible(calendar.policy.name)}`;
  const file = ical({ prodId: { company: "tlspin", product: "calendar", language: "EN" } });
  file.x("X-WR-CALNAME", name);
  for (const entry of calendar.entries) addEvent(file, entry, calendar);
  return `${file.toString()}\r\n`;
}

function addEvent(file: ICalCalendar, entry: CalendarEntry, { at }: Calendar): void {
  const stamp = new Date(at);
  const start = new Date(startOf(entry.on));
  const event = file.createEvent({
    id: uidOf(entry),
    stamp,
    lastModified: stamp,
    // Grows with each export. Clients that have the event ignore one that is not newer.
    sequence: Math.floor(stamp.getTime() / 60_000),
    start,
    end: new Date(startOf(addDays(entry.on, 1))),
    allDay: true,
    summary: visible(entry.title),
    description: descriptionOf(entry),
    transparency: ICalEventTransparency.TRANSPARENT,
    categories: [{ name: entry.basis }, { name: entry.kind }],
    ...(entry.source.url === undefined ? {} : { url: entry.source.url }),
  });
  // What has passed needs no alarm, and what is overdue had its own.
  for (const days of entry.days < 0 ? [] : entry.remindBefore) {
    event.createAlarm({
      type: ICalAlarmType.display,
      // At nine in the morning, wherever the reader is: an event of a whole day begins at midnight there.
      trigger: days * 86_400 - 9 * 3600,
      description: visible(
        days === 1 ? `Tomorrow: ${entry.title}` : `In ${days} days: ${entry.title}`,
      ),
    });
  }
}

/** The library writes it as it stands, so nothing may be left in it that would end the line. */
function uidOf({ id }: CalendarEntry): string {
  return `${encodeURI(visible(id)).replaceAll(/[,;]/g, encodeURIComponent)}@calendar.tlspin`;
}

function descriptionOf({ detail, todo, basis, source }: CalendarEntry): string {
  return [detail, todo === undefined ? undefined : `To do: ${todo}`, `${basis}: ${source.text}`]
    .flatMap((line) => (line === undefined ? [] : [visible(line)]))
    .join("\n");
}
