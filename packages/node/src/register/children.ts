import childProcess from "node:child_process";
import { syncBuiltinESMExports } from "node:module";

import { type HandDown, withoutName } from "./handed-down.ts";

/**
 * Hands the pins down to each process that this one starts, also where its environment is made anew. What
 * is no Node.js takes no notice of them.
 */
export function followChildren(handDown: HandDown): void {
  Object.assign(process.env, handDown(process.env));
  // What `fork` starts its children with.
  process.execArgv = process.execArgv.map(withoutName);
  followSpawn(handDown);
  for (const name of ["spawnSync", "execFileSync", "execSync"]) followSync(name, handDown);
  followExecve(handDown);
  syncBuiltinESMExports();
}

/** Every asynchronous way to start a process ends here, with the environment as a list. */
function followSpawn(handDown: HandDown): void {
  const prototype: object = childProcess.ChildProcess.prototype;
  const genuine: unknown = Reflect.get(prototype, "spawn");
  if (typeof genuine !== "function") return;
  Reflect.set(prototype, "spawn", function spawn(this: unknown, options: object) {
    const pairs: unknown = Reflect.get(options, "envPairs");
    const env = Object.fromEntries((Array.isArray(pairs) ? pairs : []).map(pairOf));
    const envPairs = Object.entries(handDown(env)).map(([name, value]) => `${name}=${value}`);
    return Reflect.apply(genuine, this, [{ ...options, envPairs }]);
  });
}

function pairOf(pair: unknown): readonly [string, string] {
  const [name = "", ...value] = String(pair).split("=");
  return [name, value.join("=")];
}

function followSync(name: string, handDown: HandDown): void {
  const genuine: unknown = Reflect.get(childProcess, name);
  if (typeof genuine !== "function") return;
  Reflect.set(childProcess, name, (...args: readonly unknown[]): unknown => {
    const at = args.findIndex((arg, i) => i > 0 && typeof arg === "object" && !Array.isArray(arg));
    const options: object = Object(at === -1 ? {} : args[at]);
    const env = handDown(environmentIn(options));
    const before = at === -1 ? args : args.slice(0, at);
    return Reflect.apply(genuine, childProcess, [...before, { ...options, env }]);
  });
}

/** What takes this process's place is a child, too. */
function followExecve(handDown: HandDown): void {
  const genuine: unknown = Reflect.get(process, "execve");
  if (typeof genuine !== "function") return;
  Reflect.set(process, "execve", (file: unknown, args: unknown, env: unknown): unknown => {
    return Reflect.apply(genuine, process, [file, args, handDown(environmentIn({ env }))]);
  });
}

function environmentIn(options: object): NodeJS.ProcessEnv {
  const env: unknown = Reflect.get(options, "env");
  return typeof env === "object" && env !== null ? { ...env } : process.env;
}
