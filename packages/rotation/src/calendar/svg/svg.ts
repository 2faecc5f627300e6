import type { Calendar } from "../calendar.ts";
import { type Markup, markup } from "../markup.ts";
import { adoptionChart } from "./adoption-chart.ts";
import { laneRows } from "./lane-rows.ts";
import { legendOf } from "./legend.ts";
import { publicLines } from "./public-lines.ts";
import { type Scale, scaleOf } from "./scale.ts";
import { SVG_STYLE } from "./style.ts";

/**
 * Draws the calendar as an SVG file: a row for the certificates of each host and for each key, and how
 * the releases spread. It follows the reader's choice of light or dark, and needs no other file.
 */
export function calendarSvg(calendar: Calendar): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${pictureOf(calendar).markup}\n`;
}

/** The same as part of a page. */
export function pictureOf(calendar: Calendar): Markup {
  const scale = scaleOf(calendar.span, LEFT, RIGHT);
  const lines = publicLines(calendar, scale);
  const rows = laneRows(calendar, scale, lines.height + AXIS);
  const chart = adoptionChart(calendar, scale, lines.height + AXIS + rows.height);
  const bottom = lines.height + AXIS + rows.height + chart.height;
  const legend = legendOf(calendar, bottom + 12);
  const height = bottom + legend.height + 24;
  const { title, summary } = wordsOf(calendar);
  return markup`<svg xmlns="http://www.w3.org/2000/svg" class="pin-picture" role="img" aria-labelledby="pin-title pin-summary" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}">
<title id="pin-title">${title}</title>
<desc id="pin-summary">${summary}</desc>
<style>${SVG_STYLE}</style>
<rect class="ground" width="${WIDTH}" height="${height}"/>
${axis(scale, lines.height, bottom)}
${rows.markup}
${chart.markup}
${lines.draw(bottom)}
${todayLine(calendar, scale, { top: lines.height, bottom })}
${legend.markup}
</svg>`;
}

/** What the picture says, for who cannot see it. */
export function wordsOf({ policy, span, lanes, adoption, entries }: Calendar): {
  readonly title: string;
  readonly summary: string;
} {
  const next = entries.find(({ status }) => status === "soon" || status === "later");
  const first = next === undefined ? "" : ` Next is ${next.on}: ${next.title}.`;
  const releases = adoption.length === 0 ? "" : ` and how ${adoption.length} releases spread`;
  return {
    title: `Pin calendar${policy === undefined ? "" : ` of ${policy.name}, revision ${policy.revision}`}`,
    summary: `Time line from ${span.from} to ${span.to} of ${lanes.length} rows of certificates and keys${releases}.${first}`,
  };
}

function axis({ ticks, left, right }: Scale, top: number, bottom: number): Markup {
  const marks = ticks.map(
    ({ x, label, isYear }) =>
      markup`<line class="grid" x1="${x}" y1="${top + AXIS - 6}" x2="${x}" y2="${bottom}"/><text class="${isYear ? "tick year" : "tick"}" x="${x}" y="${top + AXIS - 12}">${label}</text>`,
  );
  return markup`<g>${marks}<line class="grid" x1="${left}" y1="${top + AXIS - 6}" x2="${right}" y2="${top + AXIS - 6}"/></g>`;
}

function todayLine(
  { today }: Calendar,
  { x }: Scale,
  { top, bottom }: { readonly top: number; readonly bottom: number },
): Markup {
  const at = x(today);
  return markup`<g class="today"><line x1="${at}" y1="${top + 2}" x2="${at}" y2="${bottom}"/><text x="${at + 5}" y="${top + 11}">today, ${today}</text></g>`;
}

const WIDTH = 1080;
const LEFT = 250;
const RIGHT = 1056;
const AXIS = 40;
