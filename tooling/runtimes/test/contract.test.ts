import { type ContractResult, contractScenarios } from "@tlspin/testing";
import { beforeAll, describe, expect, test } from "vitest";

import { nodeBinaries } from "../src/node-binaries.ts";
import { otherBinaries, runArguments } from "../src/other-binaries.ts";
import { type Call, runProgram } from "../src/run-program.ts";

describe.for(runtimes())("the contract on $name", ({ name: runtime, call }) => {
  let results: ReadonlyMap<string, ContractResult> = new Map();
  let crash = "";

  beforeAll(async () => {
    if (call === undefined) return console.warn(`SKIPPED: the contract on ${runtime}`);
    // The hostile servers always run here: another runtime might refuse to play its part.
    const args = [process.execPath];
    const { lines, stderr } = await runProgram("run-contract.mjs", { ...call, args });
    results = new Map(lines.filter(isResult).map((result) => [result.name, result]));
    crash = `it did not run\n${stderr}`;
  }, TWO_MINUTES);

  test.for(contractScenarios())("$name", ({ name, guarantee }, { skip }) => {
    if (call === undefined) return skip("this runtime is not installed on this machine");
    const { outcome, failure } = results.get(name) ?? { outcome: "failed", failure: crash };
    if (outcome === "skipped") return skip("the adapter does not offer this door");
    expect(outcome, `${guarantee}\n${failure}`).toBe("passed");
  });
});

interface RuntimeCall {
  readonly name: string;
  readonly call: Call | undefined;
}

function runtimes(): readonly RuntimeCall[] {
  const nodes = nodeBinaries().map(({ version, path }) => ({
    name: `Node.js ${version}`,
    call: path === undefined ? undefined : { path },
  }));
  const others = otherBinaries().map((binary) => ({
    name: `${binary.runtime === "deno" ? "Deno" : "Bun"} ${binary.version}`,
    call:
      binary.path === undefined ? undefined : { path: binary.path, before: runArguments(binary) },
  }));
  return [...nodes, ...others];
}

function isResult(line: unknown): line is ContractResult {
  return typeof line === "object" && line !== null && "name" in line && "outcome" in line;
}

const TWO_MINUTES = 120_000;
