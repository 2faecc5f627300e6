import { type ContractResult, contractScenarios } from "@tlspin/testing";
import { beforeAll, describe, expect, test } from "vitest";

import { nodeBinaries } from "../src/node-binaries.ts";
import { runProgram } from "../src/run-program.ts";

describe.for(nodeBinaries())("the contract on Node.js $version", ({ version, path }) => {
  let results: ReadonlyMap<string, ContractResult> = new Map();
  let crash = "";

  beforeAll(async () => {
    if (path === undefined) return console.warn(`SKIPPED: the contract on Node.js ${version}`);
    // The hostile servers always run here: another Node.js might refuse to play its part.
    const { lines, stderr } = await runProgram(path, "run-contract.mjs", [process.execPath]);
    results = new Map(lines.filter(isResult).map((result) => [result.name, result]));
    crash = `it did not run\n${stderr}`;
  }, TWO_MINUTES);

  test.for(contractScenarios())("$name", ({ name, guarantee }, { skip }) => {
    if (path === undefined) return skip("this Node.js is not made for this machine");
    const { outcome, failure } = results.get(name) ?? { outcome: "failed", failure: crash };
    if (outcome === "skipped") return skip("the adapter does not offer this door");
    expect(outcome, `${guarantee}\n${failure}`).toBe("passed");
  });
});

function isResult(line: unknown): line is ContractResult {
  return typeof line === "object" && line !== null && "name" in line && "outcome" in line;
}

const TWO_MINUTES = 120_000;
