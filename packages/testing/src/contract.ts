import type { Adapter, PinningLike } from "./adapter.ts";
import { assertCode, describeFailure } from "./expectations.ts";
import { otherPolicy } from "./policies.ts";
import type { NaiveFate, Runtime, Scenario, ScenarioContext } from "./scenario.ts";
import { GROUPS, SCENARIOS } from "./scenarios/index.ts";
import { startWorld } from "./world/world.ts";
import type { World, WorldOptions } from "./world/world.ts";

/** What became of one scenario. Plain data, for a test runner, a table or a log. */
export interface ContractResult {
  readonly adapter: string;
  readonly name: string;
  readonly guarantee: string;
  /** `"skipped"` where the adapter does not offer the door that the scenario is about. */
  readonly outcome: "passed" | "failed" | "skipped";
  /** What became of the attack on ordinary code, where the scenario has one. */
  readonly naive?: NaiveFate;
  readonly milliseconds: number;
  /** Why it failed. */
  readonly failure?: string;
}

export interface ContractOptions extends WorldOptions {
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

/** What a report needs to know of a scenario. */
export interface ScenarioSummary extends Pick<Scenario, "name" | "guarantee"> {
  /** The guarantee that it serves together with others. */
  readonly group: string;
}

/** The scenarios' names and guarantees, without running them. */
export function contractScenarios(): readonly ScenarioSummary[] {
  return GROUPS.flatMap(({ title, scenarios }) =>
    scenarios.map(({ name, guarantee }) => ({ name, guarantee, group: title })),
  );
}

async function resultOf(
  { name, guarantee, needs, run }: Scenario,
  adapter: Adapter,
  { world, options }: { readonly world: World; readonly options: ContractOptions },
): Promise<ContractResult> {
  await world.servers.fresh();
  const opened: PinningLike[] = [];
  const fates = new Set<NaiveFate>();
  const context = contextOf(world, adapter, {
    onOpen: (pinning) => opened.push(pinning),
    onNaive: (fate) => fates.add(fate),
  });
  const startedAt = performance.now();
  const running = isOffered(needs, context).then(async (offered) => {
    if (offered) await run(context);
    return offered ? "passed" : "skipped";
  });
  const ending = await endingOf(within(options.timeout ?? 20_000, running));
  for (const pinning of opened) pinning.close();
  const milliseconds = Math.round(performance.now() - startedAt);
  const naive = fates.has("fooled") ? "fooled" : [...fates][0];
  const seen = naive === undefined ? {} : { naive };
  return { adapter: adapter.name, name, guarantee, ...seen, milliseconds, ...ending };
}

async function isOffered(
  needs: Scenario["needs"],
  { pin, world }: ScenarioContext,
): Promise<boolean> {
  if (needs === undefined) return true;
  const pinning = pin(otherPolicy(world), world.peer("right"));
  return needs === "tlsOptions" ? offersHook(pinning) : pinning[needs] !== undefined;
}

// Each adapter has this door. Where it cannot be enforced, it says so when it is asked for.
function offersHook(pinning: PinningLike): boolean {
  try {
    pinning.tlsOptions();
    return true;
  } catch (error) {
    assertCode(error, { codes: ["ERR_TLSPIN_RUNTIME"] });
    return false;
  }
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

function contextOf(
  world: World,
  adapter: Adapter,
  {
    onOpen,
    onNaive,
  }: {
    readonly onOpen: (pinning: PinningLike) => void;
    readonly onNaive: (fate: NaiveFate) => void;
  },
): ScenarioContext {
  return {
    world,
    runtime: runtimeOf(process.versions),
    onNaive,
    pin: (policy, { ca }, options = {}) => {
      // A runtime's own fetch resolves names itself, and its door says so.
      const lookup = options.nativeFetch === undefined ? { lookup: world.lookup } : {};
      const tls = { ca, ...lookup, ...options.tls };
      const pinning = adapter.createPinning(policy, { ...options, tls });
      onOpen(pinning);
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
