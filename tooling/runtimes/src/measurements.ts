import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { ContractResult } from "@tlspin/testing";

import { type Call, runProgram } from "./run-program.ts";
import { type Runtime, runtimes } from "./runtimes.ts";

/** What one run of the contract gave, by the name of the release. What is not installed is not in it. */
export type Measurements = Readonly<Record<string, readonly Measured[]>>;

/** What is kept of one scenario's result. */
export type Measured = Pick<ContractResult, "name" | "outcome" | "failure" | "naive">;

/** Runs the contract on each installed release, two at a time, and records what came of it. */
export async function measure(): Promise<Measurements> {
  const waiting = runtimes().filter((runtime) => runtime.call !== undefined);
  const measured: Record<string, readonly Measured[]> = {};
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      measured[next.name] = await resultsOf(next);
    }
  };
  await Promise.all([work(), work()]);
  mkdirSync(join(RECORD, ".."), { recursive: true });
  writeFileSync(RECORD, `${JSON.stringify(measured)}\n`);
  return measured;
}

/**
 * What the last run recorded.
 *
 * @throws {Error} There was none on this machine.
 */
export function lastMeasurements(): Measurements {
  const measured: Measurements = JSON.parse(readFileSync(RECORD, "utf8"));
  return measured;
}

async function resultsOf({ name, call }: Runtime): Promise<readonly Measured[]> {
  if (call === undefined) return [];
  const { lines, stderr } = await runProgram("run-contract.mjs", withServers(call));
  const results = lines.filter(isResult);
  if (results.length === 0) throw new Error(`the contract did not run on ${name}\n${stderr}`);
  // Nothing that differs from run to run.
  return results.map(({ milliseconds: _time, adapter: _name, guarantee: _text, ...kept }) => kept);
}

// The hostile servers always run here: another runtime might refuse to play its part.
function withServers(call: Call): Call {
  return { ...call, args: [process.execPath] };
}

function isResult(line: unknown): line is ContractResult {
  return typeof line === "object" && line !== null && "name" in line && "outcome" in line;
}

const RECORD = join(import.meta.dirname, "../reports/contract.json");
