import { bytesOfTree, type DerNode, type Path, pathsIn, replaced, treeOf } from "./der-tree.ts";
import { mutateBytes, type Mutate } from "./mutate-bytes.ts";
import type { Random } from "./random.ts";

/** Changes a structure and writes it with lengths that fit, so that what is inside is reached. */
export const mutateDer: Mutate = (input, random, others) => {
  const tree = treeOf(input);
  if (tree === undefined || random.below(4) === 0) return mutateBytes(input, random, others);

  const path = random.pick(nonEmpty(pathsIn(tree)));
  const other = treeOf(random.pick(others)) ?? tree;
  const changed = replaced(tree, path, (node) =>
    random.pick(CHANGES)(node, { other, random, others }),
  );
  return new Uint8Array(Buffer.concat(changed.map(bytesOfTree)));
};

interface Means {
  readonly other: DerNode;
  readonly random: Random;
  readonly others: readonly [Uint8Array, ...Uint8Array[]];
}

/** What stands in the place of an element afterwards. */
type Change = (node: DerNode, means: Means) => readonly DerNode[];

function partOf(tree: DerNode, random: Random): DerNode {
  const path = random.pick(nonEmpty(pathsIn(tree)));
  return path.reduce((node, index) => {
    const child = node.content instanceof Uint8Array ? undefined : node.content[index];
    return child ?? node;
  }, tree);
}

function shuffled(node: DerNode, random: Random): DerNode {
  if (node.content instanceof Uint8Array) return { ...node, content: node.content.toReversed() };
  const at = random.below(node.content.length + 1);
  return { ...node, content: [...node.content.slice(at), ...node.content.slice(0, at)] };
}

function withOtherContent(node: DerNode, { random, others }: Means): DerNode {
  const { content } = node;
  if (!(content instanceof Uint8Array)) return { ...node, content: content.slice(1) };
  return { ...node, content: mutateBytes(content, random, others) };
}

function nonEmpty(paths: readonly Path[]): readonly [Path, ...Path[]] {
  const [first = [], ...rest] = paths;
  return [first, ...rest];
}

const TAGS = [
  0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0c, 0x13, 0x16, 0x17, 0x18, 0x1e, 0x1f, 0x23, 0x24,
  0x30, 0x31, 0x80, 0x81, 0x82, 0x86, 0x87, 0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xbf,
] as const;

// Indefinite, too long, not minimal, cut off.
const LENGTHS = [
  Uint8Array.of(0x80),
  Uint8Array.of(0x00),
  Uint8Array.of(0x7f),
  Uint8Array.of(0x81, 0x05),
  Uint8Array.of(0x82, 0x00, 0x20),
  Uint8Array.of(0x84, 0x00, 0x00, 0x00, 0x10),
  Uint8Array.of(0x83, 0xff, 0xff, 0xff),
  Uint8Array.of(0xff),
] as const;

const CHANGES: readonly [Change, ...Change[]] = [
  () => [],
  (node) => [node, node],
  (_, { other, random }) => [partOf(other, random)],
  (node, { other, random }) => [node, partOf(other, random)],
  (node, { random }) => [{ ...node, tag: random.pick(TAGS) }],
  (node, { random }) => [{ ...node, length: random.pick(LENGTHS) }],
  ({ tag, ...node }) => [{ tag: tag | 0x20, content: [{ tag, ...node }] }],
  (node, { random }) => [shuffled(node, random)],
  (node, means) => [withOtherContent(node, means)],
];
