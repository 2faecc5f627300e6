import { nodeRuntime, OWN_SERVICE } from "../../src/demo/node.ts";
import { show } from "../../src/demo/show.ts";
import { STORY } from "../../src/demo/story.ts";

// The story with one untruth: in the attack, the network leads to the real API all the same.
await show({
  story: STORY.slice(0, 2).map((step) =>
    step.name === "man in the middle" ? { ...step, road: "api" } : step,
  ),
  runtimes: [nodeRuntime(OWN_SERVICE)],
  gaps: [{ name: "Toaster", reason: "nobody brought one" }],
  end: "The end.",
});
