import { findNodeAtLocation, type Node, type ParseError, parseTree } from "jsonc-parser";

/** Where something stands in a file. Lines and columns count from 1, columns in UTF-16 units. */
export interface Region {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Finds places of a JSON text by their JSON Pointers. What is not there is where its parent is. */
export function locatorOf(text: string): (pointer: string) => Region {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true });
  const [error] = errors;
  const lines = lineStartsOf(text);
  return (pointer) => {
    if (pointer === "") return regionOf(lines, error ?? { offset: 0, length: 0 });
    const node = nearestNode(root, stepsOf(pointer));
    return regionOf(lines, node ?? { offset: 0, length: 0 });
  };
}

function stepsOf(pointer: string): readonly (string | number)[] {
  const steps = pointer.split("/").slice(1);
  return steps.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function nearestNode(
  root: Node | undefined,
  steps: readonly (string | number)[],
): Node | undefined {
  if (root === undefined) return undefined;
  let found = root;
  for (const step of steps) {
    const key = found.type === "array" ? Number(step) : String(step);
    const next = findNodeAtLocation(found, [key]);
    if (next === undefined) break;
    found = next;
  }
  return found;
}

function regionOf(
  lines: readonly number[],
  { offset, length }: { readonly offset: number; readonly length: number },
): Region {
  const [start, end] = [positionOf(lines, offset), positionOf(lines, offset + length)];
  return { ...start, endLine: end.line, endColumn: end.column };
}

function positionOf(
  lines: readonly number[],
  offset: number,
): { readonly line: number; readonly column: number } {
  const line = lines.findLastIndex((start) => start <= offset);
  return { line: line + 1, column: offset - (lines[line] ?? 0) + 1 };
}

function lineStartsOf(text: string): readonly number[] {
  return [
    0,
    ...Array.from(text.matchAll(/\r\n|\r|\n/g), ({ index, 0: end }) => index + end.length),
  ];
}
