import { parsePolicyText, type Policy } from "@tlspin/core";
import { diff, type Edit, type Finding } from "@tlspin/lint";
import { editedText } from "@tlspin/rotation";

/** A policy file after what could be mended was. */
export interface Fixed {
  readonly text: string;
  /** What was done, for people. */
  readonly done: readonly string[];
}

/** What fixes start from. */
export interface Unfixed {
  readonly text: string;
  readonly policy: Policy;
  readonly findings: readonly Finding[];
  /** The policy in force, where it is known. */
  readonly base: Policy | undefined;
  readonly at: Date;
}

/**
 * Carries out the edits of findings, and raises the revision, without which apps would refuse the
 * change. Notes, order and layout stay. Where there is nothing to mend, the text stays.
 *
 * @throws {Error} A verdict would change: a bug, and nothing is to be written.
 */
export function fixed(unfixed: Unfixed): Fixed {
  const edits = editsOf(unfixed);
  const text = editedText(unfixed.text, edits);
  requireSameVerdicts(unfixed, parsePolicyText(text));
  return { text, done: edits.map((edit) => doneText(edit, unfixed.policy)) };
}

function editsOf({ findings, policy, base }: Unfixed): readonly Edit[] {
  const edits = findings.flatMap((finding) => finding.edits ?? []);
  const removals = edits.filter(({ op }) => op === "remove");
  // What apps may have already. Where nobody said, that is the file as it stands.
  const seen = base?.revision ?? policy.revision;
  const raise: Edit = { op: "replace", path: "/revision", value: seen + 1 };
  return [
    ...(edits.length > 0 && policy.revision <= seen ? [raise] : []),
    // From the last to the first, so that no removal moves what another one names.
    ...removals.toSorted((a, b) => byPlace(b, a)),
  ];
}

function byPlace(a: Edit, b: Edit): number {
  return a.path.localeCompare(b.path, "en", { numeric: true });
}

function requireSameVerdicts({ policy, at }: Unfixed, after: Policy): void {
  const { changes } = diff(policy, after, { at });
  const changed = changes.filter(
    ({ kind, id }) => kind !== "neutral" && id !== "revision-not-raised",
  );
  if (changed.length > 0) throw new Error("a fix would change a verdict, so nothing was written");
}

function doneText(edit: Edit, policy: Policy): string {
  if (edit.op === "remove") return `${edit.path} removed`;
  return `${edit.path} raised from ${policy.revision} to ${edit.value}`;
}
