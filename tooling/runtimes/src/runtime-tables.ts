import { contractScenarios } from "@tlspin/testing";

import { DOORS, type DoorRow } from "./doors.ts";
import { ELECTRON_GAPS } from "./electron-gaps.ts";
import { gapOf, GAPS, letterOf } from "./gaps.ts";
import { markdownOf, type Table } from "./markdown-table.ts";
import type { Measured, Measurements } from "./measurements.ts";
import { lines, type Runtime, runtimes } from "./runtimes.ts";

/** Puts what was measured into the README: the doors, and the guarantees by line of runtimes. */
export function withTables(readme: string, measured: Measurements): string {
  const doors = between(readme, "doors", markdownOf(doorTable(measured), readme));
  const table = markdownOf(lineTable(measured), readme);
  return between(doors, "runtimes", `${table}\n\n${gapList("")}`);
}

/** Puts each scenario on each release into the page that has them all. */
export function withMatrix(page: string, measured: Measurements): string {
  const groups = [...new Set(contractScenarios().map(({ group }) => group))];
  const sections = groups.map(
    (group) => `## ${group}\n\n${markdownOf(releaseTable(group, measured), page)}`,
  );
  const gaps = ["## Gaps", gapList("../"), "## Gaps in Electron", electronGapList()];
  return between(page, "matrix", [...sections, ...gaps].join("\n\n"));
}

/** Replaces what stands between the two comments of a part. */
function between(document: string, part: string, text: string): string {
  const start = document.indexOf("-->", document.indexOf(`<!-- ${part}:`)) + "-->".length;
  const end = document.indexOf(`<!-- /${part} -->`);
  if (start < "-->".length || end < start) throw new Error(`there is no part "${part}" to write`);
  return `${document.slice(0, start)}\n\n${text}\n\n${document.slice(end)}`;
}

function lineTable(measured: Measurements): Table {
  const columns = [...lines(), ELECTRON];
  const groups = [...new Set(contractScenarios().map(({ group }) => group))];
  const rowOf = (head: string, names: readonly string[]): Table["rows"][number] => ({
    head,
    cells: columns.map((line) => lineCell(line, names, measured)),
  });
  const all = contractScenarios().map(({ name }) => name);
  return {
    corner: "0 bytes where the policy refuses",
    columns,
    rows: [
      { head: "Releases", cells: columns.map(releasesOf) },
      ...groups.map((group) => rowOf(group, namesIn(group))),
      rowOf("**All scenarios**", all),
    ],
  };
}

function releasesOf(line: string): string {
  if (line === ELECTRON) return NOT_YET;
  return releasesIn(line)
    .map(({ name }) => name.replace(/^.* /, ""))
    .join(", ");
}

/** How many of these scenarios hold on every release of a line, and by which gaps some do not. */
function lineCell(
  line: string,
  names: readonly string[],
  measured: Measurements,
): string | undefined {
  if (line === ELECTRON) return NOT_YET;
  const releases = releasesIn(line).map(({ name }) => name);
  if (releases.some((release) => measured[release] === undefined)) return undefined;
  const holding = names.filter((name) =>
    releases.every((release) => resultOf(measured, release, name)?.outcome === "passed"),
  );
  const count = holding.length === names.length ? "all" : `${holding.length} of`;
  return `${count} ${names.length}${lettersOf(names, releases)}`;
}

function lettersOf(names: readonly string[], releases: readonly string[]): string {
  const gaps = new Set(names.flatMap((name) => releases.map((release) => gapOf(name, release))));
  const letters = GAPS.filter((gap) => gaps.has(gap)).map(letterOf);
  return letters.length === 0 ? "" : ` (${letters.join(", ")})`;
}

function doorTable(measured: Measurements): Table {
  const kinds = ["Node.js", "Deno", "Bun"];
  return {
    corner: "door",
    columns: ["for", ...kinds],
    rows: DOORS.map((door) => ({
      head: `\`${door.name}\``,
      cells: [door.purpose, ...kinds.map((kind) => doorCell(door, kind, measured))],
    })),
  };
}

function doorCell(door: DoorRow, kind: string, measured: Measurements): string | undefined {
  const releases = runtimes()
    .map(({ name }) => name)
    .filter((name) => name.startsWith(`${kind} `));
  if (releases.some((release) => measured[release] === undefined)) return undefined;
  const open = releases.filter(
    (release) => resultOf(measured, release, door.scenario)?.outcome === "passed",
  );
  const letters = lettersOf([door.scenario], releases);
  return open.length === 0 ? `no${letters}` : `${door.kind}${letters}`;
}

function releaseTable(group: string, measured: Measurements): Table {
  const releases = runtimes().map(({ name }) => name);
  return {
    corner: "Scenario",
    columns: [...releases, ELECTRON],
    rows: namesIn(group).map((name) => ({
      head: `\`${name}\``,
      cells: [
        ...releases.map((release) => releaseCell(release, name, measured)),
        name in ELECTRON_GAPS ? "gap" : NOT_YET,
      ],
    })),
  };
}

function releaseCell(release: string, name: string, measured: Measurements): string | undefined {
  if (measured[release] === undefined) return undefined;
  const { outcome, naive = "none" } = resultOf(measured, release, name) ?? {};
  const gap = gapOf(name, release);
  const letter = gap === undefined ? "" : ` ${letterOf(gap)}`;
  if (outcome === "passed") return `${MARKS[naive]}${letter}`;
  return gap === undefined || outcome !== "skipped" ? "**FAILED**" : `gap${letter}`;
}

function resultOf(measured: Measurements, release: string, name: string): Measured | undefined {
  return measured[release]?.find((result) => result.name === name);
}

function releasesIn(line: string): readonly Runtime[] {
  return runtimes().filter((runtime) => runtime.line === line);
}

function namesIn(group: string): readonly string[] {
  return contractScenarios()
    .filter((scenario) => scenario.group === group)
    .map(({ name }) => name);
}

/** @param root - How the document finds what belongs to this repository. */
function gapList(root: string): string {
  return GAPS.map((gap) => {
    const link = gap.link.startsWith("https:") ? gap.link : `${root}${gap.link}`;
    return `- (${letterOf(gap)}) \`${gap.scenario}\`: [${gap.where}](${link}). ${gap.reason}.`;
  }).join("\n");
}

function electronGapList(): string {
  const reasons = [...new Set(Object.values(ELECTRON_GAPS))];
  return reasons.map((reason) => `- ${namesOfGap(reason)}: ${reason}.`).join("\n");
}

function namesOfGap(reason: string): string {
  return Object.entries(ELECTRON_GAPS)
    .filter(([, own]) => own === reason)
    .map(([name]) => `\`${name}\``)
    .join(", ");
}

const ELECTRON = "Electron";

// Its tests run against a double of Chromium. No real Electron has run them.
const NOT_YET = "not yet run";

// What became of the attack on ordinary code. Through our doors the server counted 0 bytes each time.
const MARKS: Readonly<Record<"fooled" | "stopped" | "none", string>> = {
  fooled: "●",
  stopped: "○",
  none: "✓",
};
