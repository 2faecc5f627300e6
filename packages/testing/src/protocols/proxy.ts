import { createServer } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";

import type { ServerSpec } from "../server-spec.ts";
import { heardOf } from "./heard.ts";
import type { Ground, Speak } from "./protocol.ts";

/** An HTTP proxy that only tunnels (RFC 9110 §9.3.6), and only to this machine. */
export function proxy(_spec: ServerSpec, { tally, inClear }: Ground): Speak {
  const server = createServer((_incoming, outgoing) => outgoing.writeHead(405).end());
  server.on("connect", (incoming, client: Duplex) => {
    tally.seen.push(`connect ${incoming.url}`);
    tally.heard.push(heardOf(incoming, inClear));
    tunnel(client, Number(/:(\d+)$/.exec(incoming.url ?? "")?.[1]));
  });
  return (stream) => void server.emit("connection", stream);
}

// Whatever the name, its host is this machine: nothing that we start talks to another.
function tunnel(client: Duplex, port: number): void {
  const origin = connect(port, "127.0.0.1", () => {
    client.write("HTTP/1.1 200 Connection established\r\n\r\n");
    client.pipe(origin).pipe(client);
  });
  for (const [here, there] of [
    [origin, client],
    [client, origin],
  ] as const) {
    here.on("error", () => there.destroy());
    here.on("close", () => there.destroy());
  }
}
