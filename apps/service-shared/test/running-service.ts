import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** How a service is started: its runtime's binary, and what stands behind it. */
export interface ServiceCommand {
  readonly path: string;
  readonly args: readonly string[];
}

/** A service in a process of its own, from its source, against the built packages. */
export interface RunningService {
  get(path: string): Promise<Response>;
  /** What it logged, one parsed line each. */
  readonly log: readonly unknown[];
  stop(): Promise<void>;
}

export async function startService(
  { path, args }: ServiceCommand,
  settings: Readonly<Record<string, string>>,
): Promise<RunningService> {
  const child = spawn(path, args, {
    env: { ...process.env, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let crash = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (crash += text));
  const log: unknown[] = [];
  const port = await new Promise<number>((resolve, reject) => {
    child.once("close", (code) =>
      reject(new Error(`the service ended with code ${code}\n${crash}`)),
    );
    let rest = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const entry = JSON.parse(line) as { readonly event: string; readonly port: number };
        log.push(entry);
        if (entry.event === "listening") resolve(entry.port);
      }
    });
  });
  return {
    get: (where) => fetch(`http://127.0.0.1:${port}${where}`),
    log,
    stop: () => stop(child),
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill();
  await once(child, "exit");
}
