import type { Server } from "node:net";

/** Where a server listens. */
export interface Place {
  readonly host: "127.0.0.1" | "127.0.0.2";
  readonly port: number;
}

/** Binds a server to a free port of 127.0.0.1, or to one place of this machine, and nothing else. */
export function listen(server: Server, place: Place = FREE): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(place, () => {
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("not a TCP port"));
      else resolve(address.port);
    });
  });
}

const FREE: Place = { host: "127.0.0.1", port: 0 };
