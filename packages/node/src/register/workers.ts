import { syncBuiltinESMExports } from "node:module";
import { fileURLToPath } from "node:url";
import workerThreads, { SHARE_ENV } from "node:worker_threads";

import type { HandDown } from "./handed-down.ts";

/** Hands the pins down to each thread that this one starts, also where its environment is made anew. */
export function followWorkers(handDown: HandDown): void {
  const { Worker } = workerThreads;
  const FollowedWorker = new Proxy(Worker, {
    construct: (target, [file, options, ...others]: readonly unknown[], newTarget) => {
      Object.assign(process.env, handDown(process.env));
      const given: object = Object(options ?? {});
      const make = (chosen: object): object =>
        Reflect.construct(target, [file, chosen, ...others], newTarget);
      const pinned = { ...given, ...environmentFor(given, handDown) };
      return isMadeFromText(given) ? withRequire(make, pinned) : make(pinned);
    },
  });
  Reflect.set(workerThreads, "Worker", FollowedWorker);
  syncBuiltinESMExports();
}

/** What shares our environment has it already. */
function environmentFor(options: object, handDown: HandDown): object {
  const env: unknown = Reflect.get(options, "env") ?? process.env;
  return env === SHARE_ENV ? {} : { env: handDown({ ...Object(env) }) };
}

/** Such a worker loads nothing of `--import`, on every line of Node.js. */
function isMadeFromText(options: object): boolean {
  return Boolean(Reflect.get(options, "eval"));
}

/** A thread takes no arguments that concern the whole process, and says so with an error. */
function withRequire(make: (options: object) => object, options: object): object {
  const given: unknown = Reflect.get(options, "execArgv");
  const own = ["--require", TEXT_WORKER];
  if (Array.isArray(given)) return make({ ...options, execArgv: [...own, ...given] });
  try {
    return make({ ...options, execArgv: [...own, ...process.execArgv] });
  } catch (error) {
    if (Reflect.get(Object(error), "code") !== "ERR_WORKER_INVALID_EXEC_ARGV") throw error;
    return make({ ...options, execArgv: own });
  }
}

// From the sources it runs through type stripping, from the build as it stands.
const EXTENSION = import.meta.url.endsWith(".ts") ? "ts" : "js";

const TEXT_WORKER = fileURLToPath(new URL(`./register-text-worker.${EXTENSION}`, import.meta.url));
