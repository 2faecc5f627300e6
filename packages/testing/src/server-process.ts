import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";

import { startControl } from "./control.ts";
import type { ServerSpec } from "./server-spec.ts";
import { startServer } from "./server.ts";
import type { Started } from "./servers.ts";

// The process that `startServers` spawns. The parent's pipe is its life-line: when that closes, for
// whatever reason, nothing is left behind.
const input = createInterface({ input: process.stdin });
input.once("close", () => process.exit(0));
input.once("line", (line) => void start(JSON.parse(line)));

async function start(specs: readonly ServerSpec[]): Promise<void> {
  const servers = await Promise.all(specs.map(startServer));
  const token = randomUUID();
  const control = await startControl(servers, token);
  const ports = Object.fromEntries(servers.map(({ name, port }) => [name, port]));
  const started: Started = { control, token, ports };
  process.stdout.write(`${JSON.stringify(started)}\n`);
}
