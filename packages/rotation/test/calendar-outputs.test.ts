import { parsePolicy } from "@tlspin/core";
import ICAL from "ical.js";
import { beforeAll, describe, expect, test } from "vitest";

import {
  type Calendar,
  calendarHtml,
  calendarIcs,
  calendarOf,
  calendarSvg,
} from "../src/calendar/index.ts";
import { SVG_STYLE } from "../src/calendar/svg/style.ts";
import { AT, exampleOf } from "./example.ts";

let calendar: Calendar;
beforeAll(async () => {
  calendar = calendarOf((await exampleOf()).facts, AT);
});

describe("the calendar file (RFC 5545), as another library reads it", () => {
  test("has one event for each entry, on its day, whatever the reader's time zone", () => {
    const events = eventsOf(calendarIcs(calendar));
    expect(events).toHaveLength(calendar.entries.length);
    for (const [index, entry] of calendar.entries.entries()) {
      const event = events[index];
      expect(event?.uid).toBe(`${entry.id}@calendar.tlspin`);
      expect(event?.summary).toBe(entry.title);
      expect(event?.startDate.isDate).toBe(true);
      expect(event?.startDate.toString()).toBe(entry.on);
      expect(event?.duration.toSeconds()).toBe(86_400);
      expect(event?.description).toContain(`${entry.basis}: ${entry.source.text}`);
    }
  });

  test("reminds before each date that is to come, at nine in the morning, and of no other", () => {
    const events = eventsOf(calendarIcs(calendar));
    for (const [index, { days, remindBefore, on }] of calendar.entries.entries()) {
      const event = events[index];
      const alarms = event?.component.getAllSubcomponents("valarm") ?? [];
      const times = alarms.map((alarm) => {
        expect(alarm.getFirstPropertyValue("action")).toBe("DISPLAY");
        expect(alarm.getFirstPropertyValue("description")).toBeTruthy();
        const at = ICAL.Time.fromDateTimeString(`${on}T00:00:00`);
        at.addDuration(alarm.getFirstPropertyValue("trigger") as unknown as ICAL.Duration);
        return at.toString();
      });
      const expected = (days < 0 ? [] : remindBefore).map((before) => {
        const day = new Date(Date.parse(on) - before * 86_400_000).toISOString().slice(0, 10);
        return `${day}T09:00:00`;
      });
      expect(times).toEqual(expected);
    }
  });

  test("is imported again as the same events, each of them newer", async () => {
    const { facts } = await exampleOf();
    const later = calendarOf(facts, new Date(AT.getTime() + 60_000));
    const [before, after] = [eventsOf(calendarIcs(calendar)), eventsOf(calendarIcs(later))];
    // The keys of the example are others in each run, and so are the events about keys.
    const uids = (events: readonly ICAL.Event[]) =>
      events.map(({ uid }) => uid).filter((uid) => !uid.includes("sha256/"));
    expect(uids(after)).toEqual(uids(before));
    expect(after[0]?.sequence).toBeGreaterThan(before[0]?.sequence ?? Infinity);
  });

  test("moves an event whose day has changed, and adds none", () => {
    const moved = {
      ...calendar,
      entries: calendar.entries.map((entry) => ({ ...entry, on: "2027-01-01" })),
    };
    const [before, after] = [eventsOf(calendarIcs(calendar)), eventsOf(calendarIcs(moved))];
    expect(after.map(({ uid }) => uid)).toEqual(before.map(({ uid }) => uid));
    expect(after.every(({ startDate }) => startDate.toString() === "2027-01-01")).toBe(true);
  });

  test("has lines of at most 75 octets that end with CR LF, and is the same each time", () => {
    const text = calendarIcs(calendar);
    expect(text.endsWith("END:VCALENDAR\r\n")).toBe(true);
    expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    for (const line of text.split("\r\n")) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(calendarIcs(calendar)).toBe(text);
  });
});

describe("hostile text", () => {
  const hostile = (): Calendar =>
    calendarOf(
      {
        policy: parsePolicy({
          version: 1,
          revision: 1,
          unlistedHosts: "unpinned",
          hosts: [
            {
              host: "api.example.com",
              includeSubdomains: false,
              pins: [{ spki: "sha256/afwiKY3RxoMmLkuRW1l7QsPZTJPwDS2pdDROQjXw8ig=", note: EVIL }],
              backupPins: ["sha256/klO23nT2ehFDXCfx3eHTDRESMz3asj1muO+4aIdjiuY="],
              expires: "2027-01-01",
            },
          ],
        }),
        policyName: EVIL,
        steps: [{ id: EVIL, on: "2026-12-01", title: EVIL, todo: EVIL, host: EVIL }],
        chains: [{ host: EVIL, from: EVIL, certificates: [new Uint8Array()] }],
      },
      AT,
    );

  test("is text in the page and in the picture", () => {
    for (const file of [calendarHtml(hostile()), calendarSvg(hostile())]) {
      expect(file).toContain("&#60;script&#62;");
      expect(file).not.toMatch(/<script|<img|onload=|\u0000|\u202e|]]>/);
      expect(file).not.toContain(EVIL.slice(0, 20));
    }
  });

  test("is text in the calendar file, and begins no line of its own", () => {
    const text = calendarIcs(hostile());
    const event = eventsOf(text).find(({ uid }) => uid.startsWith("plan-step/"));
    expect(text).not.toMatch(/^(?:ATTACH|X-EVIL)/m);
    expect(text).not.toMatch(/[\u0000\u2028\u202e]/);
    expect(event?.component.getFirstProperty("attach")).toBeNull();
    expect(eventsOf(text)).toHaveLength(hostile().entries.length);
  });
});

describe("the picture", () => {
  test("has a title and a description, and its words as text", () => {
    const svg = calendarSvg(calendar);
    expect(svg).toContain('role="img" aria-labelledby="pin-title pin-summary"');
    expect(svg).toContain("Pin calendar of pins.json, revision 7</title>");
    expect(svg).toMatch(/<desc id="pin-summary">Time line from 2026-10-01 to 2029-11-25 of 6 rows/);
    for (const word of ["api.example.com", "Key B, the next one", "desktop 4.2", "2027-03-15"]) {
      expect(svg).toMatch(new RegExp(`<text[^>]*>(?:<title>[^<]*</title>)?[^<]*${word}`));
    }
    expect(svg).toContain("prefers-color-scheme: dark");
  });

  test("of the README is that of the example", async () => {
    const svg = calendarSvg(calendar).replaceAll(/sha256\/[A-Za-z0-9+/]{8}…/g, "sha256/…");
    await expect(svg).toMatchFileSnapshot("../calendar.svg");
  });

  test("draws what was counted solid, and what is assumed dashed", () => {
    expect(calendarSvg(calendar)).toContain("solid: counted, dashed: assumed");
    const assumed = calendar.adoption.map(({ release, points }) => ({ release, points }));
    const svg = calendarSvg({ ...calendar, adoption: assumed });
    expect(svg).toContain("assumed, nobody counted");
    expect(svg).not.toContain('<polyline class="curve"');
  });

  test("draws the six releases that most users have, and says that there are more", () => {
    const [one] = calendar.adoption;
    const adoption = Array.from({ length: 1000 }, (_, index) => ({
      release: `desktop ${index}`,
      points: (one?.points ?? []).map(({ on }) => ({ on, share: (index % 100) / 100 })),
    }));
    const svg = calendarSvg({ ...calendar, adoption });
    expect(svg.match(/<polyline/g)).toHaveLength(6);
    expect(svg).toContain("994 smaller ones not drawn");
  });

  test("is drawn of a calendar with nothing in it too", () => {
    const empty = calendarOf({}, AT, { until: "2026-11-25" });
    expect(calendarSvg(empty)).toContain("today, 2026-11-25");
    expect(calendarHtml(empty)).toContain("Nothing is to be done from 2026-11-25 on.");
  });
});

describe("the colours of the picture", () => {
  const [light = "", dark = ""] = SVG_STYLE.split("(prefers-color-scheme: dark) {");

  test.each([
    ["light", light, "#ffffff"],
    ["dark", dark, "#12161c"],
  ])("are readable: %s", (_name, style, ground) => {
    const found = [...style.matchAll(/([^\n{}]+)\{[^}]*?\b(?:fill|color): (#\w{6})/g)];
    expect(found.length).toBeGreaterThan(15);
    for (const [, selector = "", colour = ""] of found) {
      const against = BARS.test(selector) ? "#ffffff" : ground;
      if (NO_TEXT.test(selector)) continue;
      expect(contrastOf(colour, against), `${selector} ${colour}`).toBeGreaterThanOrEqual(4.5);
    }
  });
});

describe("the page", () => {
  test("names nothing outside itself but the pages that it cites", () => {
    const html = calendarHtml(calendar);
    const addresses = [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, address]) => address);
    const cited = calendar.entries.flatMap(({ source }) => source.url ?? []);
    for (const address of addresses) {
      expect(["#main", "data:,", ...cited.map((url) => url.replaceAll("&", "&#38;"))]).toContain(
        address,
      );
    }
    expect(html).not.toMatch(/@import|url\(|<script/);
    expect(html).toContain("default-src 'none'");
  });

  test("says in words what the picture shows of keys and releases", () => {
    const html = calendarHtml(calendar);
    expect(html).toContain("<li>active, <time>2027-02-03</time> to <time>2029-11-25</time></li>");
    expect(html).toContain(
      "<b>desktop 4.2</b>: 62 % on <time>2026-11-25</time> (counted from <time>2026-10-14",
    );
  });

  test("has every entry: renewals day by day, all others in the table", () => {
    const html = calendarHtml(calendar);
    for (const { on, title } of calendar.entries) {
      expect(html).toContain(`<time datetime="${on}">${on}</time>`);
      expect(html).toContain(title);
    }
  });
});

function eventsOf(text: string): readonly ICAL.Event[] {
  const parsed = new ICAL.Component(ICAL.parse(text));
  return parsed.getAllSubcomponents("vevent").map((each) => new ICAL.Event(each));
}

/** WCAG 2.2, "contrast ratio". */
function contrastOf(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminanceOf(one), luminanceOf(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminanceOf(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

// On these stand white words.
const BARS = / \.(?:certificate|pin|backup-pin|adopted|reserve|destroyed|distrusted)(?![\w-])/;
const NO_TEXT = /\.(?:ground|mark|in-bar|planned-certificate)\b/;

const EVIL =
  "\r\nATTACH:evil\nX-EVIL:1\u2028\u0000\u202e</text></title>]]><script>alert(1)</script><img src=x onerror=alert(1)>\"'&;,\\ ical";
