import { connect, createServer, type Socket } from "node:net";

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

function join(near: Socket, far: Socket): void {
  near.pipe(far).pipe(near);
  near.on("error", () => far.destroy()).on("close", () => far.destroy());
  far.on("error", () => near.destroy()).on("close", () => near.destroy());
}

function listen(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("not a TCP port"));
      else resolve(address.port);
    });
  });
}
