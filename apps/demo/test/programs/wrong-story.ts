import { show } from "../../src/show.ts";
import { STORY } from "../../src/story.ts";

// The story with one untruth: in the attack, the network leads to the real API all the same.
await show(
  STORY.map((step) => (step.name === "man in the middle" ? { ...step, road: "api" } : step)),
);
