import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import { request } from "node:http";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

import { nodeEntry, nodePath } from "./node-entry.ts";
import type { Behaviour, Command, Identity, ServerCounts, ServerSpec } from "./server-spec.ts";

/** Servers in a process of their own, so that nothing a test does to its own process touches them. */
export interface Servers {
  /** The port of a server, on 127.0.0.1. */
  port(name: string): number;
  /** What a server has counted so far. */
  counts(name: string): Promise<ServerCounts>;
  /** The same, once each of its connections has closed, or after two seconds. */
  settled(name: string): Promise<ServerCounts>;
  /** Sets all counts to zero. */
  reset(): Promise<void>;
  /** Destroys all connections, and sets all counts to zero. */
  fresh(): Promise<void>;
  /** Serves another chain and key from the next handshake on. Sessions stay resumable. */
  swap(name: string, identity: Identity): Promise<void>;
  /** Changes what becomes of new connections. Leaving `"hold"` also releases the held ones. */
  behave(name: string, behaviour: Behaviour): Promise<void>;
  /** Destroys the open connections of a server. */
  drop(name: string): Promise<void>;
  /** Ends the process. It also ends when this one does. */
  close(): Promise<void>;
}

export interface ServersOptions {
  /** The Node.js to run the servers in. Default: this one, or `node` on the PATH elsewhere. */
  readonly node?: string;
}

/**
 * Starts servers on free ports of 127.0.0.1.
 *
 * @throws {Error} The process ended before the servers listened; the message holds what it wrote.
 */
export async function startServers(
  specs: readonly ServerSpec[],
  options: ServersOptions = {},
): Promise<Servers> {
  const child = spawn(options.node ?? nodePath(), [nodeEntry("server-process")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.write(`${JSON.stringify(specs)}\n`);
  const started = await startedOf(child);
  letParentEnd(child);
  return serversOf(child, started);
}

function serversOf(child: Child, { control, token, ports }: Started): Servers {
  const tell = (command: Command): Promise<unknown> => post(control, token, command);
  return {
    port: (name) => portIn(ports, name),
    counts: async (name) => countsIn(await tell({ op: "counts", name })),
    settled: async (name) => countsIn(await tell({ op: "settled", name })),
    reset: async () => void (await tell({ op: "reset" })),
    fresh: async () => void (await tell({ op: "fresh" })),
    swap: async (name, identity) => void (await tell({ op: "swap", name, identity })),
    behave: async (name, behaviour) => void (await tell({ op: "behave", name, behaviour })),
    drop: async (name) => void (await tell({ op: "drop", name })),
    close: () => ended(child),
  };
}

/** What the server process says of itself once all servers listen. */
export interface Started {
  readonly control: number;
  readonly token: string;
  readonly ports: Readonly<Record<string, number>>;
}

function startedOf(child: Child): Promise<Started> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the servers did not start: exit code ${code}`)));
    createInterface({ input: child.stdout }).once("line", (line) => {
      const started: Started = JSON.parse(line);
      resolve(started);
    });
  });
}

// The child ends when its standard input does, so it needs no reference to be cleaned up.
function letParentEnd(child: Child): void {
  child.unref();
  for (const stream of [child.stdin, child.stdout]) {
    if ("unref" in stream && typeof stream.unref === "function") stream.unref();
  }
}

function post(port: number, token: string, command: Command): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: "127.0.0.1", port, path: `/${token}`, method: "POST", agent: false },
      (incoming) => {
        incoming.setEncoding("utf8");
        let text = "";
        incoming.on("data", (chunk: string) => (text += chunk));
        incoming.on("end", () => {
          if (incoming.statusCode === 200) resolve(JSON.parse(text));
          else reject(new Error(`control port: ${text}`));
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(JSON.stringify(command));
  });
}

function ended(child: Child): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const impatient = setTimeout(() => child.kill("SIGKILL"), 5000);
    child.once("exit", () => {
      clearTimeout(impatient);
      resolve();
    });
    child.ref();
    child.stdin.end();
  });
}

function portIn(ports: Started["ports"], name: string): number {
  const port = ports[name];
  if (port === undefined) throw new Error(`there is no server named ${name}`);
  return port;
}

function countsIn(answer: unknown): ServerCounts {
  if (typeof answer === "object" && answer !== null && isCounts(answer)) return answer;
  throw new Error(`the control port answered ${JSON.stringify(answer)}`);
}

function isCounts(answer: object): answer is ServerCounts {
  return "bytes" in answer && "connections" in answer && "seen" in answer;
}

type Child = ChildProcessByStdio<Writable, Readable, null>;
