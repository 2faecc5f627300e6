// `pnpm --filter @tlspin-apps/desktop start`: the app, in a world on this machine.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

import { findEquipment, SWITCHES } from "@tlspin-tooling/electron";

import { setStage } from "./stage.ts";

const equipment = findEquipment(process.env, process.platform);
if (equipment.missing === undefined) {
  const stage = await setStage(equipment);
  const app = fileURLToPath(new URL("..", import.meta.url));
  const env = stage.environment("api", "pinned");
  const child = spawn(equipment.electron, [...SWITCHES, app], { env, stdio: "inherit" });
  child.once("error", (error) => console.error(error.message));
  child.once("close", () => void stage.close());
} else {
  console.error(`the app cannot start: ${equipment.missing}`);
  process.exitCode = 1;
}
