import { STORY } from "tlspin/demo";

import { showHere } from "../../src/show-here.ts";

// The story with one untruth: in the attack, the network leads to the real API all the same.
await showHere(
  STORY.slice(0, 2).map((step) =>
    step.name === "man in the middle" ? { ...step, road: "api" } : step,
  ),
);
