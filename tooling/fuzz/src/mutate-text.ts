import { mutateBytes, type Mutate } from "./mutate-bytes.ts";

/** Changes a text by the words that its readers know, or by octets, which may leave no text at all. */
export function mutateTextWith(words: readonly [string, ...string[]]): Mutate {
  return (input, random, others) => {
    if (random.below(3) === 0) return mutateBytes(input, random, others);
    const text = Buffer.from(input).toString("utf8");
    const marks = [...text.matchAll(/[A-Za-z0-9_+/=-]+|[^A-Za-z0-9_+/=-]/g)];
    const mark = marks[random.below(marks.length)];
    const from = mark?.index ?? 0;
    const to = random.below(3) === 0 ? from : from + (mark?.[0].length ?? 0);
    const changed = text.slice(0, from) + random.pick(words) + text.slice(to);
    return new Uint8Array(Buffer.from(changed, "utf8"));
  };
}
