import { contractScenarios, runContract } from "@tlspin/testing";
import { beforeAll, describe, expect, test } from "vitest";

import { createPinning } from "../src/index.ts";

const results = new Map<string, string>();

beforeAll(async () => {
  const adapter = { name: `node ${process.versions.node}`, createPinning };
  for (const { name, outcome, failure } of await runContract(adapter)) {
    results.set(name, failure ?? outcome);
  }
}, 120_000);

// Node.js' own fetch takes our dispatcher, so there is no such door.
describe("the contract, in Node", () => {
  test.each(contractScenarios())("$name: $guarantee", ({ name }) => {
    expect(results.get(name)).toBe(name === "door-nativeFetch" ? "skipped" : "passed");
  });
});
