import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";

/** Finds a program of the system, or says out loud that its tests are skipped. */
export function programOf(name: string): string | undefined {
  const places = ["/usr/bin", "/usr/local/bin", "/usr/sbin"];
  const found = places.map((folder) => `${folder}/${name}`).find((path) => existsSync(path));
  if (found === undefined) {
    process.stderr.write(`SKIPPED: ${name} is not installed, so its tests are skipped\n`);
  }
  return found;
}

/** What a program gave that ended. */
export interface Run {
  readonly code: number | null;
  /** Of both streams. */
  readonly output: string;
}

/** Runs a program to its end. */
export function run(command: readonly [string, ...string[]], options: RunOptions): Promise<Run> {
  const [program, ...args] = command;
  const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const output = outputOf(child);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output: output() }));
  });
}

/** Where it runs, and in which environment. */
export interface RunOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A program that goes on until it is stopped. */
export interface Daemon {
  output(): string;
  hasEnded(): boolean;
  stop(): Promise<void>;
}

/** Starts one. */
export function startDaemon(command: readonly [string, ...string[]], options: RunOptions): Daemon {
  const [program, ...args] = command;
  const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<void>((resolve) => {
    child.once("error", () => resolve());
    child.once("close", () => resolve());
  });
  return {
    output: outputOf(child),
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    stop: () => {
      child.kill("SIGKILL");
      return ended;
    },
  };
}

function outputOf(child: ChildProcess): () => string {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
  }
  return () => output;
}
