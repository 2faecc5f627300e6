import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";

import type { Environment, Launch } from "./runtime.ts";
import type { Stage } from "./stage.ts";

/** A program of the story, in a process of its own. */
export type Child = ChildProcess & { readonly stdout: Readable };

/** Starts a program. It ends with the stage at the latest. */
export async function start(
  launch: Launch,
  stage: Stage,
  environment: Environment = {},
): Promise<Child> {
  const child = spawn(launch.command, launch.args, {
    env: {
      ...ownEnvironment(),
      ...stage.environment,
      ...(await launch.environment?.(stage)),
      ...environment,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  stage.atEnd(() => void child.kill());
  await once(child, "spawn");
  return child;
}

/** Gives what a program prints until it ends, or until nobody wants to wait any longer. */
export async function outputOf(launch: Launch, stage: Stage): Promise<string> {
  const child = await start(launch, stage);
  const impatient = setTimeout(() => void child.kill(), PATIENCE);
  try {
    return await text(child.stdout);
  } finally {
    clearTimeout(impatient);
  }
}

/** Ends a program, if it has not ended. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, "exit");
}

/** Without what would change the story: the reader's proxies, and his settings of the runtimes. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !SETTING.test(name));
  return Object.fromEntries(kept);
}

/** Each program gives up sooner of its own accord. */
export const PATIENCE = 60_000;

const SETTING = /^(?:NODE|DENO|BUN)_|proxy/i;
