import { findNodeAtLocation, type Node, parseTree } from "jsonc-parser";

import type { Edit } from "./edit.ts";
import { lineOf } from "./line-of.ts";

/**
 * Carries out edits on the text of a JSON file, one after the other. Whatever they do not name stays as
 * it is laid out: notes, order, line breaks.
 *
 * @throws {RangeError} The file does not have what an edit names.
 */
export function editedText(text: string, edits: readonly Edit[]): string {
  return edits.reduce(applied, text);
}

function applied(text: string, edit: Edit): string {
  switch (edit.op) {
    case "add":
      return withAdded(text, edit.path, lineOf(edit.value));
    case "remove":
      return without(text, nodeAt(text, edit.path));
    case "replace": {
      const { offset, length } = nodeAt(text, edit.path);
      return spliced(text, { offset, length, content: lineOf(edit.value) });
    }
    case "move": {
      const { offset, length } = nodeAt(text, edit.from);
      const moved = text.slice(offset, offset + length);
      return withAdded(applied(text, { op: "remove", path: edit.from }), edit.path, moved);
    }
  }
}

function withAdded(text: string, path: string, value: string): string {
  const [parent, last] = splitPath(path);
  const node = findNode(text, parent);
  // There is no list to append to: make it.
  if (node === undefined && last === "-") return withAdded(text, parent, `[${value}]`);
  if (node === undefined) throw missing(parent);
  const isList = node.type === "array";
  return appended(text, node, isList ? value : `${JSON.stringify(plain(last))}: ${value}`);
}

// The library's own `modify` lays out the rest anew, and cuts the wrong length at the end of a list.
function appended(text: string, parent: Node, content: string): string {
  const last = parent.children?.at(-1);
  if (last === undefined) {
    const [open, close] = parent.type === "array" ? ["[", "]"] : ["{ ", " }"];
    return spliced(text, { ...parent, content: `${open}${content}${close}` });
  }
  const [space = ""] = /\s*$/.exec(text.slice(0, last.offset)) ?? [];
  return spliced(text, { offset: endOf(last), length: 0, content: `,${space || " "}${content}` });
}

function without(text: string, value: Node): string {
  const node = value.parent?.type === "property" ? value.parent : value;
  const all = node.parent?.children ?? [];
  const index = all.indexOf(node);
  const [before, after] = [all[index - 1], all[index + 1]];
  const offset = after === undefined && before !== undefined ? endOf(before) : node.offset;
  const end = after === undefined ? endOf(node) : after.offset;
  return spliced(text, { offset, length: end - offset, content: "" });
}

interface Splice {
  readonly offset: number;
  readonly length: number;
  readonly content: string;
}

function spliced(text: string, { offset, length, content }: Splice): string {
  return text.slice(0, offset) + content + text.slice(offset + length);
}

function nodeAt(text: string, path: string): Node {
  const node = findNode(text, path);
  if (node === undefined) throw missing(path);
  return node;
}

function findNode(text: string, path: string): Node | undefined {
  const root = parseTree(text);
  const steps = path.split("/").slice(1);
  return root === undefined ? undefined : findNodeAtLocation(root, steps.map(stepOf));
}

function stepOf(step: string): string | number {
  return /^\d+$/.test(step) ? Number(step) : plain(step);
}

function plain(step: string): string {
  return step.replaceAll("~1", "/").replaceAll("~0", "~");
}

function splitPath(path: string): readonly [string, string] {
  const slash = path.lastIndexOf("/");
  return [path.slice(0, slash), path.slice(slash + 1)];
}

function endOf({ offset, length }: Node): number {
  return offset + length;
}

function missing(path: string): RangeError {
  return new RangeError(`${path} is not in the file`);
}
