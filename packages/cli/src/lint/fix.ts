import { parsePolicyText, type Policy } from "@tlspin/core";
import { diff, type Edit, type Finding } from "@tlspin/lint";
import { applyEdits, findNodeAtLocation, type Node, parseTree } from "jsonc-parser";

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
  const text = edits.reduce(applied, unfixed.text);
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

function applied(text: string, edit: Edit): string {
  const path = edit.path.split("/").slice(1).map(stepOf);
  const root = parseTree(text);
  const node = root === undefined ? undefined : findNodeAtLocation(root, path);
  if (node === undefined) throw new Error(`${edit.path} is not in the file`);
  if (edit.op === "remove") return without(text, node);
  return applyEdits(text, [{ ...spanOf(node), content: String(edit.value) }]);
}

function stepOf(step: string): string | number {
  return /^\d+$/.test(step) ? Number(step) : step;
}

// The library's own `modify` cuts the wrong length at the end of a list, and lays out the rest anew.
function without(text: string, node: Node): string {
  const all = node.parent?.children ?? [];
  const index = all.indexOf(node);
  const [before, after] = [all[index - 1], all[index + 1]];
  const start = after === undefined && before !== undefined ? endOf(before) : node.offset;
  const end = after === undefined ? endOf(node) : after.offset;
  return applyEdits(text, [{ offset: start, length: end - start, content: "" }]);
}

function spanOf({ offset, length }: Node): { readonly offset: number; readonly length: number } {
  return { offset, length };
}

function endOf({ offset, length }: Node): number {
  return offset + length;
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
