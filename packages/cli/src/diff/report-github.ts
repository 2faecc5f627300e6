import type { ChangeKind } from "@tlspin/lint";

import { locatorOf } from "../lint/locate.ts";
import { printable } from "../printable.ts";
import { type Annotation, workflowCommand } from "../workflow-command.ts";
import type { Compared } from "./compare-files.ts";
import { hostsText, unknownText } from "./report-text.ts";

/** The changes as annotations of GitHub's workflows, on the lines of the new file. */
export function changeAnnotations({ after, text, diff }: Compared): readonly string[] {
  const regionOf = locatorOf(text);
  return diff.changes.map((change) => {
    const { kind, id, reason, newPointer } = change;
    const unknown = unknownText(change);
    const lines = [
      `${hostsText(change)}: ${reason}`,
      ...(unknown === undefined ? [] : [`not known: ${unknown}`]),
    ];
    return workflowCommand({
      level: LEVELS[kind],
      file: after.name,
      ...(newPointer === undefined ? {} : { region: regionOf(newPointer) }),
      title: `tlspin ${kind} (${id})`,
      message: lines.map(printable).join("\n"),
    });
  });
}

const LEVELS: Readonly<Record<ChangeKind, Annotation["level"]>> = {
  opening: "error",
  bricking: "error",
  narrowing: "warning",
  widening: "warning",
  promotion: "notice",
  neutral: "notice",
};
