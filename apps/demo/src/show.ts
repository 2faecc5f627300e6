import { fileURLToPath } from "node:url";

import { NARRATOR, tellIntroduction } from "./narrator.ts";
import { perform } from "./perform.ts";
import { NODE } from "./runners/node.ts";
import { setStage } from "./stage.ts";
import type { Step } from "./story.ts";
import { complaintsOf, summaryOf } from "./summary.ts";

/** Shows a story, and sets the exit code to 1 where anything is not as it says. */
export async function show(story: readonly Step[]): Promise<void> {
  // Children end and files go when this process exits, also when it is told to.
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => process.exit(130));

  const stage = await setStage(PINS);
  try {
    tellIntroduction(stage, NODE.runtime);
    const outcomes = await perform(story, { stage, runner: NODE, audience: NARRATOR });
    for (const line of summaryOf(outcomes)) console.log(line);
    console.log("What is left of this run: apps/pins.json. With notes: apps/pins.example.json.");
    const complaints = complaintsOf(outcomes);
    for (const complaint of complaints) console.error(complaint);
    if (complaints.length > 0) process.exitCode = 1;
  } finally {
    await stage.close();
  }
}

/** The one file that stays when the demo is over. */
const PINS = fileURLToPath(new URL("../../pins.json", import.meta.url));
