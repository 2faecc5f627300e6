import type { Adapter, PinningLike } from "./adapter.ts";
import { describeFailure } from "./expectations.ts";
import { otherPolicy } from "./policies.ts";
import type { Runtime, Scenario, ScenarioContext } from "./scenario.ts";
import { SCENARIOS } from "./scenarios/index.ts";
import { startWorld } from "./world/world.ts";
import type { World } from "./world/world.ts";

/** What became of one scenario. Plain data, for a test runner, a table or a log. */
export interface ContractResult {
  readonly adapter: string;
  readonly name: string;
  readonly guarantee: string;
  /** `"skipped"` where the adapter does not offer the door that the scenario is about. */
  readonly outcome: "passed" | "failed" | "skipped";
  readonly milliseconds: number;
  /** Why it failed. */
  readonly failure?: string;
}

export interface ContractOptions {
  /** The Node.js that runs the servers. Default: this one, or `node` on the PATH elsewhere. */
  readonly node?: string;
  /** Runs the scenarios of these names only. */
  readonly only?: readonly string[];
  /** The most that one scenario may take, in milliseconds. Default 20,000. */
  readonly timeout?: number;
  /** Called after each scenario. */
  readonly onResult?: (result: ContractResult) => void;
}

/** Runs every scenario against an adapter, one after the other, with real servers on this machine. */
export async function runContract(
  adapter: Adapter,
  options: ContractOptions = {},
): Promise<readonly ContractResult[]> {
  const world = await startWorld(options);
  const chosen = SCENARIOS.filter(({ name }) => options.only?.includes(name) ?? true);
  const results: ContractResult[] = [];
  try {
    // One at a time: some change what the whole process shares.
    for (const scenario of chosen) {
      const result = await resultOf(scenario, adapter, { world, options });
      results.push(result);
      options.onResult?.(result);
    }
  } finally {
    await world.close();
  }
  return results;
}

/** The scenarios' names and guarantees, without running them. */
export function contractScenarios(): readonly Pick<Scenario, "name" | "guarantee">[] {
  return SCENARIOS.map(({ name, guarantee }) => ({ name, guarantee }));
}

async function resultOf(
  { name, guarantee, needs, run }: Scenario,
  adapter: Adapter,
  { world, options }: { readonly world: World; readonly options: ContractOptions },
): Promise<ContractResult> {
  await world.servers.fresh();
  const opened: PinningLike[] = [];
  const context = contextOf(world, adapter, opened);
  const startedAt = performance.now();
  const running = isOffered(needs, context).then(async (offered) => {
    if (offered) await run(context);
    return offered ? "passed" : "skipped";
  });
  const ending = await endingOf(within(options.timeout ?? 20_000, running));
  for (const pinning of opened) pinning.close();
  const milliseconds = Math.round(performance.now() - startedAt);
  return { adapter: adapter.name, name, guarantee, milliseconds, ...ending };
}

async function isOffered(
  needs: Scenario["needs"],
  { pin, world }: ScenarioContext,
): Promise<boolean> {
  return needs === undefined || pin(otherPolicy(world), world.peer("right"))[needs] !== undefined;
}

async function endingOf(
  running: Promise<"passed" | "skipped">,
): Promise<Pick<ContractResult, "outcome" | "failure">> {
  try {
    return { outcome: await running };
  } catch (error) {
    return { outcome: "failed", failure: describeFailure(error) };
  }
}

function contextOf(world: World, adapter: Adapter, opened: PinningLike[]): ScenarioContext {
  return {
    world,
    runtime: runtimeOf(process.versions),
    pin: (policy, { ca }, options = {}) => {
      const tls = { ca, lookup: world.lookup, ...options.tls };
      const pinning = adapter.createPinning(policy, { ...options, tls });
      opened.push(pinning);
      return pinning;
    },
  };
}

function within<T>(milliseconds: number, running: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = (): void => reject(new Error(`it was not done after ${milliseconds} ms`));
    const timer = setTimeout(late, milliseconds);
    running.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function runtimeOf(versions: Readonly<Record<string, string | undefined>>): Runtime {
  if (versions["deno"] !== undefined) return "deno";
  return versions["bun"] === undefined ? "node" : "bun";
}
