import { createServer } from "node:http2";

import type { Tally } from "../tally.ts";
import type { Speak } from "./protocol.ts";

/** HTTP/2 with prior knowledge, which is what it is once TLS has been taken off. */
export function h2(name: string, tally: Tally): Speak {
  const server = createServer((incoming, outgoing) => {
    tally.requests++;
    tally.seen.push(`request ${incoming.method} ${incoming.authority} ${incoming.url}`);
    const { method, authority, url, headers } = incoming;
    const names = Object.keys(headers).filter((header) => !header.startsWith(":"));
    tally.heard.push({ method, host: authority, path: url, headers: names });
    outgoing.writeHead(200, { "content-type": "application/json" });
    outgoing.end(JSON.stringify({ server: name, path: incoming.url, host: incoming.authority }));
  });
  server.on("sessionError", () => {});
  return (stream) => void server.emit("connection", stream);
}
