import { CommandError } from "../command-error.ts";
import { outputOf } from "./child.ts";
import { mismatchesOf } from "./mismatches.ts";
import { type CallResult, callResultIn, type Observation } from "./observation.ts";
import type { Runtime } from "./runtime.ts";
import { type Services, servicesOn } from "./services.ts";
import type { Stage } from "./stage.ts";
import type { Scene, Step } from "./story.ts";

/** What became of one call of a scene. */
export interface Outcome {
  readonly step: Step;
  readonly scene: Scene;
  /** The name of the runtime. */
  readonly runtime: string;
  readonly observation: Observation;
  /** What differs from the story. Empty where all is as it says. */
  readonly mismatches: readonly string[];
}

/** Who is told what happens while it happens. */
export interface Audience {
  stepBegins(step: Step, index: number): void;
  sceneBegins(scene: Scene): void;
  /** One client has called in each runtime that has it. */
  clientEnded(client: string, outcomes: readonly Outcome[]): void;
  sceneEnded(outcomes: readonly Outcome[]): void;
}

export interface Performance {
  readonly stage: Stage;
  readonly runtimes: readonly Runtime[];
  readonly audience: Audience;
}

/**
 * Performs the story, one step after the other, in all runtimes side by side, and checks each call
 * against it.
 *
 * @throws {CommandError} A step could not be performed. It is named, and so is the runtime.
 */
export async function perform(
  story: readonly Step[],
  performance: Performance,
): Promise<readonly Outcome[]> {
  const services = servicesOn(performance.stage);
  const outcomes: Outcome[] = [];
  try {
    for (const [index, step] of story.entries()) {
      performance.audience.stepBegins(step, index);
      outcomes.push(...(await performStep(step, { ...performance, services })));
    }
  } finally {
    await services.close();
  }
  return outcomes;
}

interface Backstage extends Performance {
  readonly services: Services;
}

async function performStep(step: Step, backstage: Backstage): Promise<readonly Outcome[]> {
  const { stage, runtimes, services, audience } = backstage;
  await stage.lead(step.road);
  const starting = runtimes.map((runtime) => ({
    runtime,
    started: services.of(runtime, step.policy),
  }));
  await Promise.allSettled(starting.map(({ started }) => started));
  for (const { runtime, started } of starting) await blaming(step, runtime, () => started);

  const outcomes: Outcome[] = [];
  for (const scene of step.scenes) {
    audience.sceneBegins(scene);
    const ofScene = await performScene(step, scene, backstage);
    audience.sceneEnded(ofScene);
    outcomes.push(...ofScene);
  }
  return outcomes;
}

async function performScene(
  step: Step,
  scene: Scene,
  backstage: Backstage,
): Promise<readonly Outcome[]> {
  const { runtimes, audience } = backstage;
  const outcomes: Outcome[] = [];
  for (const client of new Set(runtimes.flatMap((runtime) => clientsOf(scene, runtime)))) {
    const ofClient: Outcome[] = [];
    for (const runtime of runtimes) {
      if (!clientsOf(scene, runtime).includes(client)) continue;
      const call = { step, scene, runtime, client };
      ofClient.push(await blaming(step, runtime, () => outcomeOf(call, backstage)));
    }
    audience.clientEnded(client, ofClient);
    outcomes.push(...ofClient);
  }
  return outcomes;
}

function clientsOf({ by }: Scene, { clients, unpinned }: Runtime): readonly string[] {
  if (by === "service") return clients;
  return unpinned[by] === undefined ? [] : [by];
}

interface Call {
  readonly step: Step;
  readonly scene: Scene;
  readonly runtime: Runtime;
  readonly client: string;
}

async function outcomeOf(call: Call, backstage: Backstage): Promise<Outcome> {
  const { step, scene, runtime, client } = call;
  const { stage } = backstage;
  await stage.sight(step.road); // what came before is forgotten
  const result = await resultOf(call, backstage);
  const observation = { client, result, server: await stage.sight(step.road) };
  const mismatches = mismatchesOf(scene.expect, observation, stage.token);
  return { step, scene, runtime: runtime.name, observation, mismatches };
}

async function resultOf(
  { step, scene, runtime, client }: Call,
  { stage, services }: Backstage,
): Promise<CallResult> {
  const program = scene.by === "service" ? undefined : runtime.unpinned[scene.by];
  if (program === undefined) return (await services.of(runtime, step.policy)).call(client);
  return callResultIn(await outputOf(program, stage));
}

async function blaming<T>(step: Step, { name }: Runtime, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(`step "${step.name}" could not be performed in ${name}: ${why}`, {
      exitCode: 1,
      code: "step-not-performed",
    });
  }
}
