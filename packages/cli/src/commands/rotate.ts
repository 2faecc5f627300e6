import type { Command } from "commander";

import { define as defineAdvance } from "./rotate-advance.ts";
import { define as defineEmergency } from "./rotate-emergency.ts";
import { define as definePlan } from "./rotate-plan.ts";
import { define as defineStatus } from "./rotate-status.ts";

/** Declares `tlspin rotate`, with `plan`, `status`, `advance` and `emergency`. */
export function define(command: Command): void {
  command.helpCommand(false);
  for (const [name, defineOne] of [
    ["plan", definePlan],
    ["status", defineStatus],
    ["advance", defineAdvance],
    ["emergency", defineEmergency],
  ] as const) {
    defineOne(command.command(name).helpOption("-h, --help", "print help"));
  }
}
