import { spawn, spawnSync } from "node:child_process";

import { SOURCE } from "./tlspin.ts";

/** Whether util-linux's script is there, which runs a command in a terminal of its own. */
export const hasTerminal: boolean = spawnSync("script", ["--version"])
  .stdout?.toString()
  .includes("util-linux");

// Said out loud, so that a green run does not pass for a full one.
if (!hasTerminal)
  process.stderr.write("util-linux's script is not installed: its tests are skipped\n");

/** What a person types after a question appears. */
export interface Reply {
  readonly after: string;
  readonly keys: string;
}

/** How to run it. */
export interface TerminalOptions {
  readonly cwd: string;
  readonly replies?: readonly Reply[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the command in a terminal of 80 columns, answers its questions, and gives what it showed. */
export function tlspinInTerminal(
  args: readonly string[],
  { cwd, replies = [], env = {} }: TerminalOptions,
): Promise<{ readonly code: number | null; readonly screen: string }> {
  const run = [process.execPath, "--conditions=@tlspin/source", SOURCE, ...args].join(" ");
  const child = spawn("script", ["-qec", `stty cols 80; ${run}`, "/dev/null"], {
    cwd,
    env: { PATH: process.env["PATH"], TERM: "xterm", SHELL: "/bin/sh", ...env },
  });
  const waiting = [...replies];
  let screen = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    screen += chunk;
    const [next] = waiting;
    if (next === undefined || !screen.includes(next.after)) return;
    waiting.shift();
    child.stdin.write(next.keys);
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, screen }));
  });
}
