import {
  type Finding,
  nameOfRelease,
  percentOf,
  type PopulationResult,
  type Simulation,
  textOfInstant,
} from "@tlspin/rotation";

import { paint } from "../paint.ts";
import { printable } from "../printable.ts";

/** What a simulation says, for people, in 80 columns. */
export function simulationLines(simulation: Simulation): readonly string[] {
  return [
    ...headLines(simulation),
    "",
    ...findingLines(simulation.findings.filter(({ intended }) => !intended)),
    ...intendedLines(simulation.findings.filter(({ intended }) => intended)),
    ...unknownLines(simulation),
  ];
}

/** What happens to each population at most, in one line. */
export function populationLine({ app, platform, cutOff, unpinned }: PopulationResult): string {
  const name = printable(platform === "tlspin" ? app : `${app} (${platform})`);
  return `${name}: at most ${percentOf(cutOff.share)} of its users cut off${momentOf(cutOff.at)}, ${percentOf(unpinned.share)} unpinned${momentOf(unpinned.at)}`;
}

function momentOf(at: number | undefined): string {
  return at === undefined ? "" : ` (${textOfInstant(at).slice(0, 10)})`;
}

function headLines({ from, until, clockSkew, populations }: Simulation): readonly string[] {
  return [
    `From      ${textOfInstant(from)} to ${textOfInstant(until)}, clocks up to ${daysText(clockSkew)} off`,
    ...populations.map(
      ({ app, platform, adoption }) =>
        `Adoption  ${printable(app)}${platform === "tlspin" ? "" : ` (${platform})`}: ${printable(adoption.description)}`,
    ),
  ];
}

function daysText(clockSkew: number): string {
  const days = clockSkew / (24 * 60 * 60 * 1000);
  return `${Number(days.toFixed(3))} ${days === 1 ? "day" : "days"}`;
}

function findingLines(findings: readonly Finding[]): readonly string[] {
  const shown = findings.slice(0, MOST_SHOWN).flatMap(linesOf);
  const rest = findings.length - MOST_SHOWN;
  return rest > 0 ? [...shown, `… and ${rest} more: --json lists all`, ""] : shown;
}

function linesOf(finding: Finding): readonly string[] {
  const { release, host, outcome, reason, share, state } = finding;
  const path = state.path.keys.map(({ name }) => name).join(" < ");
  return [
    `${paint("bold", printable(nameOfRelease(release)))} at ${host}: ${paint(LOOKS[outcome], outcome)}, ${percentOf(share)} of its users`,
    `  ${textOfInstant(finding.from)} to ${textOfInstant(finding.until)}, ${reason}${finding.detail === undefined ? "" : `: ${printable(finding.detail)}`}`,
    `  path ${printable(path)}`,
    "",
  ];
}

const LOOKS = { refuses: "red", "does-not-start": "red", unpinned: "yellow" } as const;

function intendedLines(findings: readonly Finding[]): readonly string[] {
  const places = findings.map(
    ({ release, host, reason }) => `${nameOfRelease(release)} at ${host} (${reason})`,
  );
  const different = [...new Set(places)];
  if (different.length === 0) return [];
  const shown = different.slice(0, MOST_SHOWN).map((place) => `  ${printable(place)}`);
  const rest = different.length - shown.length;
  return [
    "Not pinned, as their own policy says:",
    ...shown,
    ...(rest > 0 ? [`  … and ${rest} more`] : []),
    "",
  ];
}

function unknownLines({ unknownHosts, populations }: Simulation): readonly string[] {
  const releases = populations.flatMap(({ app, unknown }) =>
    unknown.map(({ name, share }) => `${app} ${name} (${percentOf(share)})`),
  );
  return [
    ...(releases.length === 0
      ? []
      : [
          `${paint("yellow", "Not judged:")} users have releases that were not recorded:`,
          ...releases.map((release) => `  ${printable(release)}`),
          "",
        ]),
    ...(unknownHosts.length === 0
      ? []
      : [
          `${paint("yellow", "Not judged:")} nothing says what these pinned hosts show:`,
          ...unknownHosts.map((host) => `  ${host}`),
          "",
        ]),
  ];
}

const MOST_SHOWN = 12;
