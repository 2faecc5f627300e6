import type { Calendar } from "../calendar.ts";
import { addDays } from "../day.ts";
import type { CalendarEntry } from "../entry.ts";
import type { Bar, Lane } from "../lanes/lane.ts";
import { type Markup, markup } from "../markup.ts";
import { visible } from "../visible.ts";
import type { Part } from "./part.ts";
import { round, type Scale } from "./scale.ts";

/** Draws the rows, each with its name on the left and its dates as diamonds. */
export function laneRows(calendar: Calendar, scale: Scale, top: number): Part {
  const { lanes, entries } = calendar;
  const shown = entries.filter(({ on, kind }) => on >= calendar.span.from && kind !== "renewal");
  const rows = lanes.map((lane, index) => {
    const marks = shown.filter((entry) => isAbout(entry, lane));
    return row(lane, marks, { scale, y: top + index * ROW });
  });
  return { markup: markup`${rows}`, height: lanes.length * ROW };
}

function isAbout({ kind, host, key }: CalendarEntry, lane: Lane): boolean {
  if (lane.about === "key") return key === lane.key && kind !== "certificate-expires";
  return host === lane.label && kind !== "plan-step";
}

interface Place {
  readonly scale: Scale;
  readonly y: number;
}

function row({ label, detail, bars }: Lane, marks: readonly CalendarEntry[], place: Place): Markup {
  const { y } = place;
  return markup`<g>
<text class="label" x="16" y="${y + 17}"><title>${label}</title>${cut(label, 30)}</text>
<text class="detail" x="16" y="${y + 32}"><title>${detail}</title>${cut(detail, 34)}</text>
${bars.map((bar) => drawBar(bar, place))}
${marks.map((mark) => drawMark(mark, place))}
</g>`;
}

function drawBar({ kind, from, to, text }: Bar, { scale, y }: Place): Markup {
  const x = scale.x(from);
  // The last day counts to its end. Neighbours keep a gap.
  const width = round(Math.max(2, Math.min(scale.x(addDays(to, 1)), scale.right) - x - 1.5));
  const words = width > kind.length * 7 + 18 && kind !== "planned certificate" ? kind : "";
  return markup`<g><rect class="bar ${kind.replaceAll(" ", "-")}" x="${x}" y="${y + 8}" width="${width}" height="22" rx="3"><title>${text}</title></rect><text class="in-bar" x="${round(x + 11)}" y="${y + 23}">${words}</text></g>`;
}

function drawMark({ on, title, status }: CalendarEntry, { scale, y }: Place): Markup {
  const x = scale.x(on);
  return markup`<path class="mark ${status}" d="M${x} ${y + 12}l7 7l-7 7l-7 -7z"><title>${on}: ${title}</title></path>`;
}

function cut(text: string, most: number): string {
  const characters = Array.from(visible(text));
  return characters.length > most ? `${characters.slice(0, most - 1).join("")}…` : visible(text);
}

const ROW = 42;
