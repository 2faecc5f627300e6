import type { Calendar } from "../calendar.ts";
import { type Markup, markup } from "../markup.ts";
import type { Scale } from "./scale.ts";

/** The days from which certificates live shorter, across the whole picture. */
export interface PublicLines {
  /** How much their words take above the axis. */
  readonly height: number;
  readonly draw: (bottom: number) => Markup;
}

/** Lays the words of the lines above each other, so that none hides another. */
export function publicLines({ entries, span }: Calendar, { x, right }: Scale): PublicLines {
  const shown = entries.filter(({ kind, on }) => kind === "public-date" && on >= span.from);
  const height = TOP + shown.length * LINE;
  const drawOne = (index: number, bottom: number): Markup => {
    const { on = "", title = "" } = shown[index] ?? {};
    const at = x(on);
    const y = TOP + index * LINE;
    // Words that begin near the right end are set to the left of their line.
    const isLate = at > right - WORDS;
    return markup`<g class="public"><line x1="${at}" y1="${y - 8}" x2="${at}" y2="${bottom}"/><text x="${at + (isLate ? -5 : 5)}" y="${y}"${END[String(isLate)]}>${on}: ${title}</text></g>`;
  };
  return { height, draw: (bottom) => markup`${shown.map((_, index) => drawOne(index, bottom))}` };
}

const TOP = 22;
const LINE = 16;
const WORDS = 340;

const END: Readonly<Record<string, Markup>> = { true: markup` text-anchor="end"`, false: markup`` };
