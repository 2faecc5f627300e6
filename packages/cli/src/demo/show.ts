import { jsonText } from "../json-text.ts";
import { documentOf } from "./document.ts";
import { narratorOf } from "./narrator.ts";
import { type Audience, type Outcome, perform } from "./perform.ts";
import type { Gap, Runtime } from "./runtime.ts";
import { setStage, type Stage } from "./stage.ts";
import type { Step } from "./story.ts";
import { complaintsOf, summaryOf } from "./summary.ts";

/** What is shown, and where. */
export interface Show {
  readonly story: readonly Step[];
  readonly runtimes: readonly Runtime[];
  /** The runtimes that would be shown too, if they were on this machine. */
  readonly gaps: readonly Gap[];
  /** Where the policy stays when the show is over, and what the reader calls it. Default: nowhere. */
  readonly pins?: { readonly path: string; readonly name: string };
  /** The last words. */
  readonly end: string;
  /** One JSON document instead of the story. */
  readonly json?: boolean;
}

/**
 * Shows a story, and sets the exit code to 1 where anything is not as it says. Nothing stays of it
 * but the policy that is asked for, also where it is interrupted.
 *
 * @throws {CommandError} A step could not be performed.
 */
export async function show(shown: Show): Promise<void> {
  // Children end and files go when this process exits, also when it is told to.
  for (const [signal, number] of SIGNALS) process.once(signal, () => process.exit(128 + number));

  const stage = await setStage(shown.pins?.path);
  try {
    const outcomes = await (shown.json === true ? showJson : showText)(shown, stage);
    const complaints = complaintsOf(outcomes);
    for (const complaint of complaints) process.stderr.write(`${complaint}\n`);
    if (complaints.length > 0) process.exitCode = 1;
  } finally {
    await stage.close();
  }
}

async function showText(shown: Show, stage: Stage): Promise<readonly Outcome[]> {
  const { story, runtimes, gaps, pins, end } = shown;
  const audience = narratorOf({ stage, runtimes, gaps, pins: pins?.name ?? "pins.json" });
  const outcomes = await perform(story, { stage, runtimes, audience });
  process.stdout.write(`${[...summaryOf(outcomes, gaps), end].join("\n")}\n`);
  return outcomes;
}

async function showJson(shown: Show, stage: Stage): Promise<readonly Outcome[]> {
  const { story, runtimes, gaps } = shown;
  const outcomes = await perform(story, { stage, runtimes, audience: NOBODY });
  process.stdout.write(`${jsonText(documentOf(outcomes, gaps))}\n`);
  return outcomes;
}

const NOBODY: Audience = {
  stepBegins: () => {},
  sceneBegins: () => {},
  clientEnded: () => {},
  sceneEnded: () => {},
};

const SIGNALS = [
  ["SIGHUP", 1],
  ["SIGINT", 2],
  ["SIGTERM", 15],
] as const;
