import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";

// Lets somebody else dial: a process with an environment of its own, or a thread.
const file = fileURLToPath(new URL(process.argv[3] ?? "", import.meta.url));
const args = ["--conditions=@tlspin/source", file];

const WAYS: Readonly<Record<string, () => void>> = {
  spawn: () => spawn(process.execPath, args, { env: {}, stdio: "inherit" }).on("exit", end),
  "spawn-sync": () => end(spawnSync(process.execPath, args, { env: {}, stdio: "inherit" }).status),
  worker: () =>
    new Worker(file, { env: {}, execArgv: [] }).on("error", (error) => {
      console.error(error);
      process.exit(1);
    }),
};

WAYS[process.argv[2] ?? ""]?.();

function end(code: number | null): void {
  process.exitCode = code ?? 1;
}
