import type { Adapter } from "./adapter.ts";
import { runContract } from "./contract.ts";
import type { ContractOptions, ContractResult } from "./contract.ts";

/**
 * Runs the contract and prints one line of JSON for each scenario, so that a script can run it in any
 * runtime. Sets the exit code to 1 where a scenario failed.
 */
export async function printContract(
  adapter: Adapter,
  options: ContractOptions = {},
): Promise<void> {
  const results = await runContract(adapter, { ...options, onResult: print });
  if (results.some(({ outcome }) => outcome === "failed")) process.exitCode = 1;
}

function print(result: ContractResult): void {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
