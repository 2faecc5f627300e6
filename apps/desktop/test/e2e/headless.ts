import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { SWITCHES } from "@tlspin-tooling/electron";

export interface Headless {
  call(client: string): Promise<unknown>;
  health(): Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts the app's headless entry in a real Electron, as the demo does. */
export async function startHeadless(
  electron: string,
  env: Record<string, string>,
): Promise<Headless> {
  const child = spawn(electron, [...SWITCHES, ENTRY], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const port = await new Promise<string>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`Electron ended with ${code}`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const found = /^\{"event":"listening","port":(\d+)\}$/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  const get = async (path: string): Promise<unknown> =>
    (await fetch(`http://127.0.0.1:${port}${path}`)).json();
  return {
    call: (client) => get(`/call?client=${client}`),
    health: () => get("/health"),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill();
      await once(child, "exit");
    },
  };
}

const ENTRY = fileURLToPath(new URL("../../dist/main/headless.js", import.meta.url));
