import type { AdapterOptions, PinningLike } from "./adapter.ts";
import type { Peer, World } from "./world/world.ts";

/** One thing that an adapter must do. Plain data: any test runner, or none, can run it. */
export interface Scenario {
  /** A stable name; attacks bear the name by which they are known. */
  readonly name: string;
  /** What a user may rely on if this passes, as a sentence. */
  readonly guarantee: string;
  /** A door of an adapter's own without which there is nothing to prove. */
  readonly needs?: "fetch" | "dispatcher" | "wrapAgent" | "tlsOptions" | "nativeFetch";
  /** @throws Where the guarantee does not hold. */
  run(context: ScenarioContext): Promise<void>;
}

/** What a scenario is given. */
export interface ScenarioContext {
  readonly world: World;
  /** The runtime under test. Some stop an attack before any pin is looked at. */
  readonly runtime: Runtime;
  /** Notes what became of the attack on ordinary code, for the report. */
  onNaive(fate: NaiveFate): void;
  /** Makes a pinning that trusts the peer's roots and resolves each name to it. Closed afterwards. */
  pin(policy: unknown, peer: Peer, options?: AdapterOptions): PinningLike;
}

/** What becomes of an attack on ordinary code: the server gets application bytes, or it gets none. */
export type NaiveFate = "fooled" | "stopped";

export type Runtime = "node" | "deno" | "bun";
