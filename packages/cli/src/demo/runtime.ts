import type { Stage } from "./stage.ts";
import type { UnpinnedName } from "./story.ts";

/** A runtime, and how it runs the clients of the story. */
export interface Runtime {
  /** What the reader is told: `Node.js 26.10.0`. */
  readonly name: string;
  /** What its pinned service is, for the reader: `apps/service-node`. */
  readonly program: string;
  /** The clients of that service, in the order in which they call. */
  readonly clients: readonly string[];
  readonly service: Launch;
  /** Those that there are in this runtime. */
  readonly unpinned: Readonly<Partial<Record<UnpinnedName, Launch>>>;
}

/** A program, and how it is started. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  /** What it needs in its environment besides what the stage gives to all. */
  readonly environment?: (stage: Stage) => Environment | Promise<Environment>;
}

export type Environment = Readonly<Record<string, string>>;

/** A runtime that cannot be shown on this machine. */
export interface Gap {
  readonly name: string;
  /** Why, and what to do: `its binary is not installed`. */
  readonly reason: string;
}
