import { describe, expect, test } from "vitest";

import { readCorpus } from "../src/corpus.ts";
import { CoverageCounter } from "../src/coverage.ts";
import { fuzz, MOST_WORK } from "../src/fuzz.ts";
import { hold, type Target } from "../src/target.ts";
import { allTargets } from "../src/targets/index.ts";

const targets = await allTargets();

describe("what fuzzing found worth keeping, replayed", () => {
  test.for(targets)("$name holds its invariants, within its work", (target) => {
    const counter = new CoverageCounter((url) => url.includes("/packages/core/"));
    const corpus = readCorpus(target.name);
    const { find, progress } = fuzz(target, corpus, { counter, seed: 1, goesOn: () => false });
    counter.close();
    expect(find).toBeUndefined();
    expect(corpus.length).toBeGreaterThan(0);
    expect(progress?.work).toBeGreaterThan(0);
    expect(progress?.work).toBeLessThan(MOST_WORK);
  });
});

describe("the fuzzer itself", () => {
  test("finds what only a chain of reached branches leads to", () => {
    const target: Target = { ...planted(), run: (input) => hold(depthOf(input) < 3, "no three") };
    expect(fuzzed(target, (progress) => progress.inputs < 500_000).find?.error).toMatchObject({
      message: "does not hold: no three",
    });
  });

  test("runs alike from one seed", () => {
    const runs = [1, 1].map(
      () => fuzzed(planted(), ({ inputs }) => inputs < 6400).progress?.corpus,
    );
    expect(runs[0]).toEqual(runs[1]);
  });

  test("finds work that grows beyond its bound", () => {
    const target = { ...planted(), run: (input: Uint8Array) => burn(input.length) };
    expect(fuzzed(target, () => false).find?.error).toMatchObject({
      message: expect.stringContaining("steps of work"),
    });
  });
});

function planted(): Target {
  const pin = targets.find(({ name }) => name === "pin");
  return { ...(pin ?? never()), seeds: [Uint8Array.of(0)], run: (input) => void depthOf(input) };
}

function fuzzed(target: Target, goesOn: Parameters<typeof fuzz>[2]["goesOn"]) {
  const counter = new CoverageCounter((url) => url.includes("/tooling/fuzz/test/"));
  const result = fuzz(target, [], { counter, seed: 7, goesOn });
  counter.close();
  return result;
}

/** Each branch opens behind another: without coverage, three guesses of one octet are one in 2^24. */
function depthOf(input: Uint8Array): number {
  if (input[0] !== 0x50) return 0;
  if (input[1] !== 0x49) return 1;
  if (input[2] !== 0x4e) return 2;
  return 3;
}

function burn(length: number): number {
  let burnt = length;
  for (let i = 0; i < MOST_WORK + 1; i++) burnt = burnt > 0.5 ? burnt / 2 : burnt * 3;
  return burnt;
}

function never(): never {
  throw new Error("no such target");
}
