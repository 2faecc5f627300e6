import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";

import { startControl } from "./control.ts";
import type { ServerSpec } from "./server-spec.ts";
import { startServer } from "./server.ts";
import type { RunningServer } from "./server.ts";
import type { Started } from "./servers.ts";

// The process that `startServers` spawns. The parent's pipe is its life-line: when that closes, for
// whatever reason, nothing is left behind.
const input = createInterface({ input: process.stdin });
input.once("close", () => process.exit(0));
input.once("line", (line) => void start(JSON.parse(line)));

async function start(specs: readonly ServerSpec[]): Promise<void> {
  const servers = await startAll(specs);
  const token = randomUUID();
  const control = await startControl(servers, token);
  const ports = Object.fromEntries(servers.map(({ name, port }) => [name, port]));
  const started: Started = { control, token, ports };
  process.stdout.write(`${JSON.stringify(started)}\n`);
}

/** Those that stand beside another come after it. Where their address is missing, so are they. */
async function startAll(specs: readonly ServerSpec[]): Promise<readonly RunningServer[]> {
  const alone = specs.filter(({ beside }) => beside === undefined);
  const servers = await Promise.all(alone.map((spec) => startServer(spec)));
  const pairs = specs.flatMap((spec) => {
    const other = servers.find(({ name }) => name === spec.beside);
    return other === undefined ? [] : [{ spec, port: other.port }];
  });
  const beside = await Promise.allSettled(
    pairs.map(({ spec, port }) => startServer(spec, { host: "127.0.0.2", port })),
  );
  return [...servers, ...beside.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []))];
}
