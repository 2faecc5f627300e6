import { connect, createServer, type Socket } from "node:net";

import { join } from "./join.ts";
import { listen } from "./listen.ts";

/** The road between the clients and whoever answers: one port, which leads now here, now there. */
export interface Network {
  readonly port: number;
  /** Leads new connections to another port of this machine, and cuts those that are open. */
  leadTo(port: number): void;
  close(): void;
}

/** Lays the road. Clients keep one URL for the whole story, as a man in the middle leaves it. */
export async function layNetwork(): Promise<Network> {
  const open = new Set<Socket>();
  let target = 0;
  const server = createServer((near) => {
    const far = connect(target, "127.0.0.1");
    join(near, far);
    for (const socket of [near, far]) {
      open.add(socket);
      socket.once("close", () => open.delete(socket));
    }
  });
  const cut = (): void => open.forEach((socket) => socket.destroy());
  return {
    port: await listen(server),
    leadTo: (port) => {
      target = port;
      cut();
    },
    close: () => {
      server.close();
      cut();
    },
  };
}
