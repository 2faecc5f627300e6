import { createServer, type TLSSocket } from "node:tls";

/** What a server shows and proves. The key may be encrypted. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
  readonly passphrase: string;
}

/** An API on loopback that can change its certificate without a pause, as a web server's reload does. */
export interface Api {
  readonly port: number;
  /** How many application bytes it has received. */
  bytes(): number;
  reload(identity: Identity): void;
  close(): Promise<void>;
}

/** Starts it. Each connection serves one request. */
export async function startApi(identity: Identity): Promise<Api> {
  let bytes = 0;
  const sockets = new Set<TLSSocket>();
  const server = createServer(identity, (socket) => {
    sockets.add(socket.once("close", () => sockets.delete(socket)));
    socket.on("error", () => {}); // a client that refuses us hangs up
    socket.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      socket.end("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return {
    port: address.port,
    bytes: () => bytes,
    reload: (next) => server.setSecureContext(next),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
