import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { get } from "node:http";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

import { callResultIn } from "../observation.ts";
import type { Stage } from "../stage.ts";
import type { UnpinnedName } from "../story.ts";
import type { Runner } from "./runner.ts";

/** Runs the clients in this Node.js. */
export const NODE: Runner = {
  runtime: `Node.js ${process.versions.node}`,
  clients: ["fetch", "axios", "ws"],
  startService: async (stage, pins) => {
    const child = start(SERVICE, { ...stage.environment, PINS: pins });
    const port = await portOf(child);
    return {
      call: async (client) => callResultIn(await fetchText(port, `/call?client=${client}`)),
      stop: () => stop(child),
    };
  },
  runUnpinned: async (stage, program) => {
    const child = start(PROGRAMS[program], stage.environment);
    return callResultIn(await text(child.stdout));
  },
};

type Child = ChildProcess & { readonly stdout: Readable };

function start(program: string, environment: Stage["environment"]): Child {
  const child = spawn(process.execPath, [program], {
    env: { ...ownEnvironment(), ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const end = (): void => void child.kill();
  process.once("exit", end);
  child.once("exit", () => process.off("exit", end));
  return child;
}

/** Without what would change the story: the reader's proxies, and his settings of Node.js. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^NODE_|proxy/i.test(name));
  return Object.fromEntries(kept);
}

/** The service logs lines of JSON, and where it listens in one of them. */
function portOf(child: Child): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the service ended with exit code ${code}`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const port = /^\{"event":"listening","port":(\d+)\}$/.exec(line)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
}

function fetchText(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get({ host: "127.0.0.1", port, path, agent: false }, (response) =>
      resolve(text(response)),
    );
    request.on("error", reject);
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, "exit");
}

const SERVICE = join(
  dirname(createRequire(import.meta.url).resolve("@tlspin-apps/service-node/package.json")),
  "src/main.ts",
);

const PROGRAMS: Readonly<Record<UnpinnedName, string>> = {
  "plain fetch": fileURLToPath(new URL("../programs/plain-fetch.ts", import.meta.url)),
  "naive check": fileURLToPath(new URL("../programs/naive-check.ts", import.meta.url)),
};
