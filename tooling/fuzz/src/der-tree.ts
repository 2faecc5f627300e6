import { joinBytes, misshapenOf } from "@tlspin/testing";

/** One element, taken apart without any strictness, so that it can be changed and written again. */
export interface DerNode {
  readonly tag: number;
  /** What is in it: elements, or octets. */
  readonly content: readonly DerNode[] | Uint8Array;
  /** The octets of the length, where they are not to be what the content asks for. */
  readonly length?: Uint8Array;
}

/** Takes bytes apart as far as they look like elements. Gives `undefined` for what does not. */
export function treeOf(bytes: Uint8Array): DerNode | undefined {
  const [node, ...more] = nodesIn(bytes, 0) ?? [];
  return more.length === 0 ? node : undefined;
}

/** Writes a tree. The lengths are those of the contents, wherever a node does not say otherwise. */
export function bytesOfTree({ tag, content, length }: DerNode): Uint8Array {
  const body = content instanceof Uint8Array ? content : joinBytes(...content.map(bytesOfTree));
  return misshapenOf(tag, length ?? lengthOf(body.length), body);
}

/** Every place in a tree, the root first. */
export function pathsIn(node: DerNode, here: readonly number[] = []): readonly Path[] {
  if (node.content instanceof Uint8Array) return [here];
  return [here, ...node.content.flatMap((child, i) => pathsIn(child, here.concat(i)))];
}

/** The indexes that lead from a root to one of the elements below it. */
export type Path = readonly number[];

/** The tree with another content of the element at a place: none, one or several instead of it. */
export function replaced(
  node: DerNode,
  path: Path,
  change: (node: DerNode) => readonly DerNode[],
): readonly DerNode[] {
  const [index, ...rest] = path;
  if (index === undefined) return change(node);
  if (node.content instanceof Uint8Array) return [node];
  const content = node.content.flatMap((child, i) =>
    i === index ? replaced(child, rest, change) : [child],
  );
  return [{ ...node, content }];
}

function nodesIn(bytes: Uint8Array, depth: number): readonly DerNode[] | undefined {
  const nodes: DerNode[] = [];
  for (let at = 0; at < bytes.length;) {
    const header = headerAt(bytes, at);
    if (header === undefined) return undefined;
    const { start, end } = header;
    nodes.push(nodeOf(bytes[at] ?? 0, bytes.subarray(start, end), depth));
    at = end;
  }
  return nodes;
}

/** The key and the extensions are elements in strings: their insides are to be changed too. */
function nodeOf(tag: number, octets: Uint8Array, depth: number): DerNode {
  const mayHold = (tag & 0x20) !== 0 || tag === OCTET_STRING;
  const inside = mayHold && depth < DEEPEST ? nodesIn(octets, depth + 1) : undefined;
  return { tag, content: inside ?? octets };
}

function headerAt(bytes: Uint8Array, at: number): { start: number; end: number } | undefined {
  const first = bytes[at + 1];
  if (first === undefined) return undefined;
  const octets = first < 0x80 ? 0 : first - 0x80;
  if (octets > 3) return undefined;
  const start = at + 2 + octets;
  const length = octets === 0 ? first : numberIn(bytes.subarray(at + 2, start));
  return start + length > bytes.length ? undefined : { start, end: start + length };
}

function numberIn(octets: Uint8Array): number {
  return octets.reduce((sum, octet) => 256 * sum + octet, 0);
}

function lengthOf(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  if (length < 0x100) return Uint8Array.of(0x81, length);
  if (length < 0x10000) return Uint8Array.of(0x82, length >> 8, length & 0xff);
  return Uint8Array.of(0x83, length >> 16, (length >> 8) & 0xff, length & 0xff);
}

const OCTET_STRING = 4;
const DEEPEST = 40;
