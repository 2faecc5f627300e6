import childProcess from "node:child_process";
import workerThreads, { type WorkerOptions } from "node:worker_threads";

import { orders } from "./journal.ts";

/**
 * Gives the redirect to each process and thread that the program starts, also where it makes their
 * environment itself. A child that is no Node.js program is out of reach.
 */
export function followChildren(): void {
  followSpawn();
  for (const name of ["spawnSync", "execFileSync", "execSync"]) followSync(name);
  followWorkers();
}

/** Every asynchronous way to start a process ends here, with the environment as a list. */
function followSpawn(): void {
  const prototype: object = childProcess.ChildProcess.prototype;
  const genuine: unknown = Reflect.get(prototype, "spawn");
  if (typeof genuine !== "function") return;
  Reflect.set(prototype, "spawn", function spawn(this: unknown, options: object) {
    const pairs: unknown = Reflect.get(options, "envPairs");
    const env = Object.fromEntries((Array.isArray(pairs) ? pairs : []).map(pairOf));
    const envPairs = Object.entries(withOrders(env)).map(([name, value]) => `${name}=${value}`);
    return Reflect.apply(genuine, this, [{ ...options, envPairs }]);
  });
}

function pairOf(pair: unknown): [string, string] {
  const [name = "", ...value] = String(pair).split("=");
  return [name, value.join("=")];
}

function followSync(name: string): void {
  const genuine: unknown = Reflect.get(childProcess, name);
  if (typeof genuine !== "function") return;
  Reflect.set(childProcess, name, (...args: unknown[]): unknown => {
    const given = args.findIndex((arg, index) => index > 0 && !Array.isArray(arg));
    const options: unknown = args[given];
    const before = given === -1 ? args : args.slice(0, given);
    return Reflect.apply(genuine, childProcess, [
      ...before,
      { ...recordOf(options), env: envOf(options) },
    ]);
  });
}

/** Threads inherit what NODE_OPTIONS says, unless they are given an environment of their own. */
function followWorkers(): void {
  const { SHARE_ENV, Worker } = workerThreads;
  class FollowedWorker extends Worker {
    constructor(file: string | URL, options: WorkerOptions = {}) {
      super(file, options.env === SHARE_ENV ? options : { ...options, env: envOf(options) });
    }
  }
  Reflect.set(workerThreads, "Worker", FollowedWorker);
}

function envOf(options: unknown): NodeJS.Dict<string> {
  const { env } = recordOf(options);
  return withOrders(typeof env === "object" && env !== null ? { ...env } : { ...process.env });
}

function recordOf(value: unknown): { readonly env?: unknown } {
  return typeof value === "object" && value !== null ? value : {};
}

function withOrders(env: NodeJS.Dict<string>): NodeJS.Dict<string> {
  const { NODE_OPTIONS: ours = "", ...others } = orders.environment;
  const theirs = env["NODE_OPTIONS"] ?? "";
  const options = theirs.includes(ours) ? theirs : `${ours} ${theirs}`.trim();
  return { ...env, ...others, NODE_OPTIONS: options };
}
