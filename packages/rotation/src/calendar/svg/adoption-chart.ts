import type { Calendar } from "../calendar.ts";
import type { ReleaseShares, SharePoint } from "../facts.ts";
import type { Span } from "../lanes/lane.ts";
import { type Markup, markup } from "../markup.ts";
import type { Part } from "./part.ts";
import { round, type Scale } from "./scale.ts";

/** Draws what share of the users has each release over time: those that most users have at some time. */
export function adoptionChart({ adoption, span }: Calendar, scale: Scale, top: number): Part {
  const shown = shownReleases(adoption, span);
  if (shown.length === 0) return { markup: markup``, height: 0 };
  const y = (share: number): number => round(top + HEAD + (1 - share) * HEIGHT);
  const hidden = adoption.length - shown.length;
  const rest = hidden === 0 ? "" : `, ${hidden} smaller ones not drawn`;
  const chart = markup`<g>
<text class="label" x="16" y="${top + HEAD + 4}">Users by release</text>
<text class="detail" x="16" y="${top + HEAD + 20}">${basisOf(shown)}${rest}</text>
${[0, 0.5, 1].map((share) => markup`<line class="grid" x1="${scale.left}" y1="${y(share)}" x2="${scale.right}" y2="${y(share)}"/><text class="percent" x="${scale.left - 6}" y="${y(share) + 4}">${share * 100} %</text>`)}
${shown.map((each, index) => curve(each, index, { scale, y, span }))}
</g>`;
  return { markup: chart, height: HEAD + HEIGHT + 12 };
}

/** At most as many as there are looks, in the order in which they came out. */
export function shownReleases(
  adoption: readonly ReleaseShares[],
  span: Span,
): readonly ReleaseShares[] {
  const inSpan = adoption.filter(({ points }) => points.some(({ on }) => on <= span.to));
  const largest = new Set(inSpan.toSorted((a, b) => peakOf(b) - peakOf(a)).slice(0, CURVES));
  return inSpan.filter((each) => largest.has(each));
}

interface Plane {
  readonly scale: Scale;
  readonly y: (share: number) => number;
  readonly span: Span;
}

function curve(release: ReleaseShares, index: number, plane: Plane): Markup {
  const { scale, y } = plane;
  const shown = shownPoints(release, plane);
  // Its name stands where it first has about as many users as it ever will.
  const most = peakOf({ ...release, points: shown });
  const named = shown.find(({ share }) => share >= most * 0.97);
  if (named === undefined) return markup``;
  const x = Math.min(scale.x(named.on), scale.right - 80);
  return markup`<g class="curve-${index}"><title>${release.release}</title>${linesOf(release, shown, plane)}<text class="curve-name" x="${x + 6}" y="${y(named.share) - 8}">${release.release}</text></g>`;
}

/** Without those before its first user and after its last. */
function shownPoints({ points }: ReleaseShares, { span }: Plane): readonly SharePoint[] {
  const shown = points.filter(({ on }) => on >= span.from && on <= span.to);
  const first = shown.findIndex(({ share }) => share > VISIBLE);
  const last = shown.findLastIndex(({ share }) => share > VISIBLE);
  return first === -1 ? [] : shown.slice(Math.max(0, first - 1), last + 2);
}

/** Neighbouring parts share a point, so that the curve has no hole. */
function linesOf(
  { counted }: ReleaseShares,
  points: readonly SharePoint[],
  plane: Plane,
): readonly Markup[] {
  if (counted === undefined) return [line(points, "curve assumed", plane)];
  const { from, until } = counted;
  const first = points.findIndex(({ on }) => on >= from);
  const last = points.findLastIndex(({ on }) => on <= until);
  if (first === -1 || last < first) return [line(points, "curve assumed", plane)];
  return [
    line(points.slice(0, first + 1), "curve assumed", plane),
    line(points.slice(first, last + 1), "curve", plane),
    line(points.slice(last), "curve assumed", plane),
  ];
}

function line(points: readonly SharePoint[], look: string, { scale, y }: Plane): Markup {
  if (points.length < 2) return markup``;
  const path = points.map(({ on, share }) => `${scale.x(on)},${y(share)}`).join(" ");
  return markup`<polyline class="${look}" points="${path}"/>`;
}

function basisOf(shown: readonly ReleaseShares[]): string {
  if (shown.every(({ counted }) => counted === undefined)) return "assumed, nobody counted";
  return "solid: counted, dashed: assumed";
}

function peakOf({ points }: ReleaseShares): number {
  return points.reduce((most, { share }) => Math.max(most, share), 0);
}

// A tenth of a pixel.
const VISIBLE = 0.001;

const HEAD = 30;
const HEIGHT = 120;

/** As many as {@link SVG_STYLE} has looks for. */
const CURVES = 6;
