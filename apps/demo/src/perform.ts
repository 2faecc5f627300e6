import { mismatchesOf } from "./mismatches.ts";
import type { CallResult, Observation } from "./observation.ts";
import type { Runner, RunningService } from "./runners/runner.ts";
import type { Stage } from "./stage.ts";
import type { Scene, Step } from "./story.ts";

/** What became of one call of a scene. */
export interface Outcome {
  readonly step: Step;
  readonly scene: Scene;
  readonly observation: Observation;
  /** What differs from the story. Empty where all is as it says. */
  readonly mismatches: readonly string[];
}

/** Who is told what happens while it happens. */
export interface Audience {
  stepBegins(step: Step, index: number): void;
  sceneBegins(scene: Scene): void;
  callEnded(outcome: Outcome): void;
  sceneEnded(outcomes: readonly Outcome[]): void;
}

export interface Performance {
  readonly stage: Stage;
  readonly runner: Runner;
  readonly audience: Audience;
}

/**
 * Performs the story, one step after the other, and checks each call against it.
 *
 * @throws {Error} A step could not be performed. It is named.
 */
export async function perform(
  story: readonly Step[],
  performance: Performance,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [index, step] of story.entries()) {
    performance.audience.stepBegins(step, index);
    try {
      outcomes.push(...(await performStep(step, performance)));
    } catch (cause) {
      throw new Error(`step "${step.name}" could not be performed`, { cause });
    }
  }
  return outcomes;
}

async function performStep(step: Step, performance: Performance): Promise<readonly Outcome[]> {
  const { stage, runner, audience } = performance;
  await stage.lead(step.road);
  const service = await runner.startService(stage, stage.policies[step.policy]);
  const outcomes: Outcome[] = [];
  try {
    for (const scene of step.scenes) {
      audience.sceneBegins(scene);
      const ofScene = await performScene({ step, scene }, service, performance);
      audience.sceneEnded(ofScene);
      outcomes.push(...ofScene);
    }
  } finally {
    await service.stop();
  }
  return outcomes;
}

async function performScene(
  { step, scene }: { readonly step: Step; readonly scene: Scene },
  service: RunningService,
  { stage, runner, audience }: Performance,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { client, run } of callersOf(scene, service, { stage, runner })) {
    await stage.sight(step.road);
    const result = await run();
    const observation = { client, result, server: await stage.sight(step.road) };
    const mismatches = mismatchesOf(scene.expect, observation, stage.token);
    const outcome = { step, scene, observation, mismatches };
    audience.callEnded(outcome);
    outcomes.push(outcome);
  }
  return outcomes;
}

interface Caller {
  readonly client: string;
  readonly run: () => Promise<CallResult>;
}

function callersOf(
  { by }: Scene,
  service: RunningService,
  { stage, runner }: Pick<Performance, "stage" | "runner">,
): readonly Caller[] {
  if (by !== "service") return [{ client: by, run: () => runner.runUnpinned(stage, by) }];
  return runner.clients.map((client) => ({ client, run: () => service.call(client) }));
}
