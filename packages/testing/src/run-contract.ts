import type { Adapter } from "./adapter.ts";
import { runContract } from "./contract.ts";
import type { ContractOptions } from "./contract.ts";

/**
 * Runs the contract and prints one line of JSON for each scenario, so that a script can run it in any
 * runtime. Sets the exit code to 1 where a scenario failed.
 */
export async function printContract(
  adapter: Adapter,
  options: ContractOptions = {},
): Promise<void> {
  const results = await runContract(adapter, options);
  for (const result of results) process.stdout.write(`${JSON.stringify(result)}\n`);
  if (results.some(({ outcome }) => outcome === "failed")) process.exitCode = 1;
}
