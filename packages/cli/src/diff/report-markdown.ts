import type { Change } from "@tlspin/lint";

import { printable } from "../printable.ts";
import type { Compared } from "./compare-files.ts";
import { diffSummary, headOf, hostsText, placeText, unknownText } from "./report-text.ts";

/** The changes as a table for a pull request. Nothing in it is taken for markup. */
export function markdownReport(compared: Compared): string {
  const { diff, unreachable } = compared;
  return [
    `### Pins: ${cell(headOf(compared))}`,
    "",
    ...(diff.changes.length === 0 ? [] : [...HEAD, ...diff.changes.map(rowOf), ""]),
    ...unreachable.flatMap(({ message }) => [`Not reached: ${cell(message)}`, ""]),
    cell(diffSummary(compared)),
  ].join("\n");
}

function rowOf(change: Change): string {
  const unknown = unknownText(change);
  const reason =
    cell(change.reason) + (unknown === undefined ? "" : `<br>Not known: ${cell(unknown)}`);
  const cells = [`**${change.kind}**`, cell(hostsText(change)), reason, cell(placeText(change))];
  return `| ${cells.join(" | ")} |`;
}

function cell(text: string): string {
  return printable(text).replaceAll(
    /[\\`*_{}[\]<>()#+!|~&@]/g,
    (mark) => `&#${mark.charCodeAt(0)};`,
  );
}

const HEAD = ["| Change | Hosts | Why | Where |", "| --- | --- | --- | --- |"];
