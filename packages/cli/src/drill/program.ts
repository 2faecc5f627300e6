import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

import { CommandError } from "../command-error.ts";
import { causeOf } from "../system-error.ts";

/** How a program is run. */
export interface ProgramPlan {
  readonly command: readonly [string, ...(readonly string[])];
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds after which it is ended. */
  readonly limit: number;
  /** Makes the program do its work, where it waits to be asked. */
  readonly trigger?: (signal: AbortSignal) => Promise<void>;
  /** Called now and then while it runs, and once before it is ended. */
  readonly watch: () => Promise<void>;
}

/** How a run went. */
export interface ProgramRun {
  /** `null` where the drill ended it, or a signal did. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Whether the drill had to end it. */
  readonly ended: boolean;
  /** Both streams, as they came. */
  readonly output: string;
}

/**
 * Runs a program to its end, or until it was asked and has answered, or for as long as it may.
 *
 * @throws {CommandError} It cannot be started, or the drill was interrupted.
 */
export async function runProgram(plan: ProgramPlan): Promise<ProgramRun> {
  const [file, ...args] = plan.command;
  // A group of its own, so that what the program started ends with it.
  const child = spawn(file, args, {
    env: plan.env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: process.platform !== "win32",
  });
  const output = outputOf(child);
  const interrupted = onInterrupt(child);
  try {
    await once(child, "spawn");
    const ended = await attend(child, plan);
    if (interrupted()) throw interruption();
    return { exitCode: child.exitCode, signal: child.signalCode, ended, output: output() };
  } catch (error) {
    throw error instanceof CommandError ? error : notStarted(file, error);
  } finally {
    interrupted();
    signalGroup(child, "SIGKILL");
  }
}

/** Waits for the first of its reasons to stop. Gives whether the program had to be ended. */
async function attend(child: ChildProcess, plan: ProgramPlan): Promise<boolean> {
  const stop = new AbortController();
  const exited = exitOf(child);
  const watching = watch(plan, stop.signal);
  const asked = plan.trigger?.(stop.signal).then(() => sleep(GRACE));
  await Promise.race([
    exited,
    sleep(plan.limit, undefined, { ref: false }),
    ...(asked ? [asked] : []),
  ]);
  stop.abort();
  await Promise.all([watching, asked?.catch(() => {})]);
  if (!isRunning(child)) return false;
  await plan.watch();
  return end(child, exited);
}

async function watch({ watch: look }: ProgramPlan, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await look();
    await sleep(LOOK, undefined, { signal }).catch(() => {});
  }
}

async function end(child: ChildProcess, exited: Promise<void>): Promise<true> {
  signalGroup(child, "SIGTERM");
  await Promise.race([exited, sleep(PATIENCE)]);
  if (isRunning(child)) {
    signalGroup(child, "SIGKILL");
    await exited;
  }
  return true;
}

/** Its end, and that of its output. What the program left behind may hold the latter open. */
async function exitOf(child: ChildProcess): Promise<void> {
  const closed = once(child, "close");
  await once(child, "exit");
  await Promise.race([closed, sleep(GRACE)]);
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  const { pid } = child;
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, signal);
  } catch {
    // It is gone already.
  }
}

function outputOf(child: ChildProcess): () => string {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      output = (output + chunk).slice(-MOST_OUTPUT);
    });
  }
  return () => output;
}

/** Ends the program with the drill. The function tells whether it came to that, and stops watching. */
function onInterrupt(child: ChildProcess): () => boolean {
  let interrupted = false;
  const stop = (): void => {
    interrupted = true;
    signalGroup(child, "SIGKILL");
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  return () => {
    process.off("SIGINT", stop).off("SIGTERM", stop);
    return interrupted;
  };
}

function interruption(): CommandError {
  return new CommandError("the drill was interrupted", { exitCode: 3, code: "interrupted" });
}

function notStarted(file: string, error: unknown): CommandError {
  return new CommandError(`${file} cannot be started: ${causeOf(error)}`, {
    exitCode: 2,
    code: "program-not-started",
    hint: "write the program as in a shell: tlspin drill -- node app.js",
  });
}

// What a program still says after it was asked, or after its end.
const GRACE = 500;
const LOOK = 200;
const PATIENCE = 3000;
const MOST_OUTPUT = 4 * 1024 * 1024;
