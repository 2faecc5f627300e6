import type { Observation } from "./observation.ts";
import type { Outcome } from "./perform.ts";
import type { Gap } from "./runtime.ts";
import type { Expectation } from "./story.ts";

/** What the demo prints with `--json`. */
export interface DemoDocument {
  /** Whether every call was as the story says. */
  readonly asShown: boolean;
  readonly calls: readonly ShownCall[];
  /** The runtimes that could not be shown, and why. */
  readonly gaps: readonly Gap[];
}

export interface ShownCall extends Observation {
  readonly step: string;
  readonly runtime: string;
  readonly expected: Expectation;
  readonly mismatches: readonly string[];
}

/** Says for programs what the summary says for people. */
export function documentOf(outcomes: readonly Outcome[], gaps: readonly Gap[]): DemoDocument {
  return {
    asShown: outcomes.every(({ mismatches }) => mismatches.length === 0),
    calls: outcomes.map(({ step, scene, runtime, observation, mismatches }) => ({
      step: step.name,
      runtime,
      ...observation,
      expected: scene.expect,
      mismatches,
    })),
    gaps,
  };
}
