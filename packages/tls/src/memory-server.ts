import { createSecureServer } from "node:http2";
import type { Duplex } from "node:stream";

import { memoryPair } from "./memory-pair.ts";
import type { Throwaway } from "./throwaway-pki.ts";

/** An HTTPS server, HTTP/1.1 and HTTP/2, that is reached through memory. */
export interface MemoryServer {
  /** What it answers to every request. */
  readonly body: string;
  /** How many requests it has read. */
  readonly requests: number;
  /** A new connection to it, before TLS. */
  readonly connect: () => Duplex;
  readonly close: () => void;
}

export function memoryServer({ certificate, key }: Throwaway): MemoryServer {
  const body = `answer ${Math.random()}`;
  const sockets = new Set<Duplex>();
  let requests = 0;
  const server = createSecureServer(
    { key, cert: certificate, allowHTTP1: true },
    (_request, response) => {
      requests += 1;
      response.end(body);
    },
  );
  // A client that refuses it resets the connection: that is what it is for.
  server.on("tlsClientError", () => undefined).on("sessionError", () => undefined);
  return {
    body,
    get requests() {
      return requests;
    },
    connect: () => {
      const [client, accepted] = memoryPair();
      sockets.add(accepted.on("error", () => undefined));
      server.emit("connection", accepted);
      return client;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}
