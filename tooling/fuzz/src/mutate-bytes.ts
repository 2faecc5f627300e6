import type { Random } from "./random.ts";

/** Changes an input. The others are inputs to take parts of. */
export type Mutate = (
  input: Uint8Array,
  random: Random,
  others: readonly [Uint8Array, ...Uint8Array[]],
) => Uint8Array;

/** Changes, repeats, drops or moves octets, whatever they mean. */
export const mutateBytes: Mutate = (input, random, others) => {
  const at = random.below(input.length + 1);
  const [head, tail] = [input.subarray(0, at), input.subarray(at)];
  const length = 1 + random.below(8);
  switch (random.below(7)) {
    case 0:
      return input.map((octet, i) => (i === at ? random.below(256) : octet));
    case 1:
      return input.map((octet, i) => (i === at ? octet ^ (1 << random.below(8)) : octet));
    case 2:
      return joined(head, tail.subarray(length));
    case 3:
      return joined(
        head,
        Uint8Array.from({ length }, () => random.below(256)),
        tail,
      );
    case 4:
      return joined(head, tail.subarray(0, length), tail);
    case 5:
      return joined(head, partOf(random.pick(others), random), tail);
    default:
      return joined(head, partOf(random.pick(others), random));
  }
};

function partOf(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random.below(bytes.length + 1);
  return bytes.subarray(at, at + 1 + random.below(64));
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
