import type { CallResult } from "../observation.ts";
import type { Stage } from "../stage.ts";
import type { UnpinnedName } from "../story.ts";

/** Runs the clients of the story in one runtime. */
export interface Runner {
  /** What the reader is told: `Node.js 26.10.0`. */
  readonly runtime: string;
  /** The clients of the pinned service, in the order in which they call. */
  readonly clients: readonly string[];
  /** Starts the pinned service, in a process of its own, under a policy file. */
  startService(stage: Stage, pins: string): Promise<RunningService>;
  /** Runs a program that tlspin does not protect. */
  runUnpinned(stage: Stage, program: UnpinnedName): Promise<CallResult>;
}

export interface RunningService {
  /** Has the service call the API. */
  call(client: string): Promise<CallResult>;
  stop(): Promise<void>;
}
