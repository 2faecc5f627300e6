import { describe, expect, test } from "vitest";

import { interleaved, median, quantile, ratios } from "../src/rounds.ts";
import { isReached } from "../src/row.ts";

describe("interleaved", () => {
  test("samples each variant once a round, in an order that turns", async () => {
    const order: string[] = [];
    const sample = (name: string) => () => order.push(name);
    const samples = await interleaved({ a: sample("a"), b: sample("b"), c: sample("c") }, 3);
    expect(order.join("")).toBe("abcbcacab");
    expect(samples("b")).toEqual([2, 4, 9]);
  });
});

describe("the figures of a row", () => {
  test("are ratios round by round, and what lies in the middle of them", () => {
    const found = ratios([2, 30, 4], [1, 3, 4]);
    expect(found).toEqual([2, 10, 1]);
    expect(median(found)).toBe(2);
    expect(quantile([5, 1, 3, 2, 4], 0.9)).toBe(5);
  });

  test("reach a target that they equal", () => {
    const row = { group: "", name: "", runtime: "Node.js", unit: "times", value: 2 } as const;
    expect(isReached(row)).toBe(true);
    expect(isReached({ ...row, target: { atMost: 2 } })).toBe(true);
    expect(isReached({ ...row, target: { atMost: 1.9 } })).toBe(false);
    expect(isReached({ ...row, target: { atLeast: 2.1 } })).toBe(false);
  });
});
