import { afterAll, beforeAll, expect, test } from "vitest";

import { nodeRuntime, OWN_SERVICE } from "../src/demo/node.ts";
import { type Audience, perform } from "../src/demo/perform.ts";
import type { Launch } from "../src/demo/runtime.ts";
import { setStage, type Stage } from "../src/demo/stage.ts";
import { STORY } from "../src/demo/story.ts";

const NODE = nodeRuntime(OWN_SERVICE);
const NOBODY: Audience = {
  stepBegins: () => {},
  sceneBegins: () => {},
  clientEnded: () => {},
  sceneEnded: () => {},
};

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

test.each<[string, Launch, string]>([
  [
    "ends at once",
    { command: process.execPath, args: ["--eval", "process.exitCode = 3"] },
    "the service ended with exit code 3",
  ],
  ["is not there", { command: "no-such-runtime", args: [] }, "spawn no-such-runtime ENOENT"],
])("a service that %s is named with its step and runtime", async (_, service, why) => {
  const toaster = { ...NODE, name: "Toaster", service };
  const performance = perform(STORY, { stage, runtimes: [toaster], audience: NOBODY });
  await expect(performance).rejects.toMatchObject({
    exitCode: 1,
    message: `step "allowed" could not be performed in Toaster: ${why}`,
  });
});

test.each(["console.log('{}')", "console.log('hello')", ""])(
  "a program that gives no result is named with its step and runtime: %s",
  async (program) => {
    const mute: Launch = { command: process.execPath, args: ["--eval", program] };
    const story = STORY.filter(({ name }) => name === "man in the middle");
    const toaster = { ...NODE, name: "Toaster", unpinned: { "plain fetch": mute } };
    const runtimes = [{ ...toaster, service: idle() }];
    await expect(perform(story, { stage, runtimes, audience: NOBODY })).rejects.toThrow(
      'step "man in the middle" could not be performed in Toaster: this is no result of a call',
    );
  },
);

function idle(): Launch {
  const listening = `console.log('{"event":"listening","port":1}'); setInterval(() => {}, 1000)`;
  return { command: process.execPath, args: ["--eval", listening] };
}
