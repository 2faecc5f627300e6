import { fileURLToPath } from "node:url";

import { show, type Step } from "tlspin/demo";

import { runtimesHere } from "./runtimes/here.ts";

/** Shows a story in every runtime of this machine. The exit code is 1 where it is not as told. */
export async function showHere(story: readonly Step[]): Promise<void> {
  // A reader that has seen enough (`| head`) is no fault.
  process.stdout.once("error", () => process.exit());
  try {
    await show({ story, ...runtimesHere(), pins: PINS, end: END });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

/** The one file that stays when the demo is over. */
const PINS = {
  path: fileURLToPath(new URL("../../pins.json", import.meta.url)),
  name: "apps/pins.json",
};

const END = "What is left of this run: apps/pins.json. With notes: apps/pins.example.json.";
