import { createServer } from "node:http";
import { connect, type Socket } from "node:net";

import { join } from "./join.ts";
import { listen } from "./listen.ts";

/** A proxy that leads to one port of this machine, whatever host it is asked for. */
export interface Proxy {
  readonly url: string;
  close(): void;
}

/** Opens a proxy that forwards bytes (CONNECT), so that TLS stays between the client and the server. */
export async function openProxy(target: number): Promise<Proxy> {
  const open = new Set<Socket>();
  const server = createServer();
  server.on("connect", (_request, near: Socket, head: Buffer) => {
    const far = connect(target, "127.0.0.1", () => near.write(ESTABLISHED));
    far.write(head);
    join(near, far);
    open.add(near);
    near.once("close", () => open.delete(near));
  });
  return {
    url: `http://127.0.0.1:${await listen(server)}`,
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

const ESTABLISHED = "HTTP/1.1 200 Connection established\r\n\r\n";
