import { DAY, type Instant } from "../instant.ts";
import type { NamedText } from "../named-text.ts";
import type { AdoptionSample } from "./sample.ts";

/** How the lines of a log are read. */
export interface LogOptions {
  /**
   * Finds the release in a line, in its group `version` or `revision`: in a User-Agent, say. Left out,
   * the value of the `Tlspin-Revision` header, where the log shows it under that name.
   */
  readonly pattern?: RegExp;
}

/**
 * Counts the requests of an access log by day (UTC) and release. Of a line, its day and its release
 * are read, and only their counts kept. Lines that say none of the two are passed over.
 */
export function readLog(
  { text }: NamedText,
  { pattern = REVISION_HEADER }: LogOptions,
): readonly AdoptionSample[] {
  const counts = new Map<string, AdoptionSample>();
  for (const line of text.split("\n")) {
    const at = dayOf(line);
    const release = releaseIn(line, pattern);
    if (at === undefined || release === undefined) continue;
    const key = JSON.stringify([at, release]);
    const weight = (counts.get(key)?.weight ?? 0) + 1;
    counts.set(key, { at, release, weight });
  }
  return [...counts.values()];
}

function releaseIn(line: string, pattern: RegExp): AdoptionSample["release"] | undefined {
  const { version, revision } =
    new RegExp(pattern, pattern.flags.replace(/[gy]/g, "")).exec(line)?.groups ?? {};
  if (version !== undefined) return { version };
  return revision === undefined ? undefined : { revision: Number(revision) };
}

/** The day of a line's time: ISO 8601, or as Apache and nginx write it, with its own offset. */
function dayOf(line: string): Instant | undefined {
  const common = /\[(\d\d)\/(\w{3})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)\]/.exec(line);
  const iso = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/.exec(line)?.[0];
  const time = Date.parse(common === null ? (iso ?? "") : isoOf(common));
  return Number.isNaN(time) ? undefined : time - (time % DAY);
}

function isoOf([, day, month = "", year, time, hours, minutes]: RegExpExecArray): string {
  const number = String(MONTHS.indexOf(month) + 1).padStart(2, "0");
  return `${year}-${number}-${day}T${time}${hours}:${minutes}`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const REVISION_HEADER = /tlspin[-_]revision\W{1,5}(?<revision>\d{1,15})\b/i;
