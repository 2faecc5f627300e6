import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

import { CommandError } from "../command-error.ts";
import type { HostAddress } from "../host-address.ts";
import { causeOf } from "../system-error.ts";
import { applicationDataIn } from "./tls-records.ts";

/** A port on loopback that passes bytes on as they are. Whoever is behind it keeps the key. */
export interface Relay {
  readonly port: number;
  /** Sends the connections from now on elsewhere. */
  aim(target: HostAddress): void;
  /** Counts anew. */
  reset(): void;
  counts(): RelayCounts;
  close(): void;
}

/** What passed. */
export interface RelayCounts {
  readonly connections: number;
  /** Connections on which the client sent application data. */
  readonly through: number;
  /** Why the other side could not be reached. */
  readonly problem?: string;
}

/**
 * Starts a relay.
 *
 * @param port - 0 for any that is free.
 * @throws {CommandError} The port is taken.
 */
export async function startRelay(target: HostAddress, port = 0): Promise<Relay> {
  const open = new Set<Socket>();
  let aimed = target;
  let counts = nothing();
  const server = createServer((client) => relay(client, { target: aimed, counts, open }));
  return {
    port: await listen(server, port),
    aim: (next) => {
      aimed = next;
    },
    reset: () => {
      counts = nothing();
    },
    counts: () => ({ ...counts }),
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

interface Passing {
  readonly target: HostAddress;
  readonly counts: Changing;
  readonly open: Set<Socket>;
}

interface Changing {
  connections: number;
  through: number;
  problem?: string;
}

function relay(client: Socket, { target, counts, open }: Passing): void {
  counts.connections++;
  const upstream = connect(target);
  const sentData = applicationDataIn();
  let through = false;
  client.on("data", (chunk: Buffer) => {
    if (!through && sentData(chunk)) {
      through = true;
      counts.through++;
    }
  });
  const fail = (error: Error): void => void (counts.problem ??= causeOf(error));
  upstream.once("error", fail);
  // What goes wrong from here on is between the two.
  upstream.once("connect", () => upstream.off("error", fail));
  client.pipe(upstream).pipe(client);
  for (const [here, there] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    open.add(here);
    here.on("error", () => there.destroy());
    here.on("close", () => {
      open.delete(here);
      there.destroy();
    });
  }
}

async function listen(server: Server, port: number): Promise<number> {
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  } catch (error) {
    throw new CommandError(`port ${port} cannot be listened on: ${causeOf(error)}`, {
      exitCode: 2,
      code: "port-taken",
      hint: "give --listen another port",
    });
  }
  const address = server.address();
  return address === null || typeof address === "string" ? port : address.port;
}

function nothing(): Changing {
  return { connections: 0, through: 0 };
}
