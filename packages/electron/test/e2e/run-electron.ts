import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

import { SWITCHES } from "@tlspin-tooling/electron";

import type { Order, Outcome } from "./visits.ts";

export interface Place {
  readonly electron: string;
  readonly home: string;
  readonly display: string;
}

/**
 * Runs the app and gives what became of its visits.
 *
 * @throws {Error} The app failed. The message holds what it wrote.
 */
export async function runElectron(place: Place, order: Order): Promise<readonly Outcome[]> {
  const app = fileURLToPath(new URL("app.mjs", import.meta.url));
  const child = spawn(place.electron, [...SWITCHES, app], {
    env: {
      ...process.env,
      HOME: place.home,
      DISPLAY: place.display,
      TLSPIN_E2E: JSON.stringify(order),
    },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 120_000,
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const [code, output, errors] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (code !== 0) throw new Error(`Electron ended with ${code}:\n${output}${errors}`);
  return output
    .split("\n")
    .filter((line) => line.startsWith("OUTCOME "))
    .map((line): Outcome => JSON.parse(line.slice("OUTCOME ".length)));
}
