import { once } from "node:events";
import { createServer } from "node:http";

import type { Servers } from "@tlspin/testing";

/** Lets the app ask what a server saw, once its connections have closed. */
export async function serveSight(
  servers: Servers,
  name: string,
): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((_incoming, outgoing) => {
    servers.settled(name).then(
      ({ connections, bytes }) => outgoing.end(JSON.stringify({ connections, bytes })),
      () => outgoing.writeHead(500).end(),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not a TCP port");
  return { url: `http://127.0.0.1:${address.port}/`, close: () => server.close() };
}
