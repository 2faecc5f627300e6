import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";

import type { Environment, Launch } from "./runtime.ts";
import type { Stage } from "./stage.ts";

/** A program of the story, in a process of its own. */
export type Child = ChildProcess & { readonly stdout: Readable };

/** Starts a program. It ends with this process at the latest. */
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
  const end = (): void => void child.kill();
  process.once("exit", end);
  child.once("exit", () => process.off("exit", end));
  await once(child, "spawn");
  return child;
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

const SETTING = /^(?:NODE|DENO|BUN)_|proxy/i;
