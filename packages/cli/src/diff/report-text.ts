import { type Change, CHANGE_KINDS, type ChangeKind } from "@tlspin/lint";

import { type Look, paint } from "../paint.ts";
import { printable } from "../printable.ts";
import type { Compared } from "./compare-files.ts";

/** The changes for people. The last line is the summary. */
export function diffText(compared: Compared): string {
  const { diff, unreachable } = compared;
  return [
    paint("bold", headOf(compared)),
    ...diff.changes.flatMap(changeLines),
    ...unreachable.map(({ message }) => `${paint("yellow", "not reached:")} ${printable(message)}`),
    diffSummary(compared),
  ].join("\n");
}

/** Which policies were compared. */
export function headOf({ before, after }: Compared): string {
  const names = `${printable(before.name)} → ${printable(after.name)}`;
  return `${names}, revision ${before.policy.revision} → ${after.policy.revision}`;
}

/** How many changes there are of each kind, in one line. */
export function diffSummary({ diff: { changes, counts } }: Compared): string {
  const [worst] = changes;
  if (worst === undefined) return `${paint("green", "same:")} no change.`;
  const kinds = CHANGE_KINDS.filter((kind) => counts[kind] > 0);
  const words = kinds.map((kind) => `${counts[kind]} ${kind}`).join(", ");
  return `${paint(LOOKS[worst.kind], `${worst.kind}:`)} ${words}.`;
}

/** Whom a change is about. The first few, where they are many. */
export function hostsText({ hosts }: Change): string {
  if (hosts.length === 0) return "whole policy";
  const more = hosts.length > SHOWN ? `, and ${hosts.length - SHOWN} more` : "";
  return hosts.slice(0, SHOWN).join(", ") + more;
}

/** What would tell more of a change. */
export function unknownText({ needs }: Change): string | undefined {
  if (needs === "chain") return "whether a live server is refused: --against-live or --chain";
  return needs === "releases" ? "whether a release is cut off: --release" : undefined;
}

/** Where a change stands in both files. */
export function placeText({ oldPointer, newPointer }: Change): string {
  const places = [
    oldPointer === undefined ? [] : [`old ${oldPointer === "" ? "file" : oldPointer}`],
    newPointer === undefined ? [] : [`new ${newPointer === "" ? "file" : newPointer}`],
  ];
  return places.flat().join(", ");
}

function changeLines(change: Change): readonly string[] {
  const { kind, id, reason } = change;
  const unknown = unknownText(change);
  return [
    `  ${paint(LOOKS[kind], kind)} ${paint("bold", id)} ${printable(hostsText(change))}`,
    `    ${printable(reason)}`,
    ...(unknown === undefined ? [] : [`    not known: ${unknown}`]),
    `    ${paint("dim", printable(placeText(change)))}`,
  ];
}

const SHOWN = 5;

const LOOKS: Readonly<Record<ChangeKind, Look>> = {
  opening: "red",
  bricking: "red",
  narrowing: "yellow",
  widening: "yellow",
  promotion: "green",
  neutral: "dim",
};
