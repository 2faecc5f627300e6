import { createServer } from "node:http2";
import type { Http2ServerRequest, ServerHttp2Session } from "node:http2";

import type { ServerSpec } from "../server-spec.ts";
import type { Ground, Speak } from "./protocol.ts";

/** HTTP/2 with prior knowledge, which is what it is once TLS has been taken off. */
export function h2(
  { name, origins = [], closes = false }: ServerSpec,
  { tally, inClear }: Ground,
): Speak {
  const server = createServer((incoming, outgoing) => {
    tally.requests++;
    tally.seen.push(`request ${incoming.method} ${incoming.authority} ${incoming.url}`);
    const { method, authority, url, headers } = incoming;
    const names = Object.keys(headers).filter((header) => !header.startsWith(":"));
    tally.heard.push({ method, host: authority, path: url, headers: names, inClear });
    claim(origins, incoming);
    // With GOAWAY, so that the client knows (RFC 9113 §6.8).
    if (closes) incoming.stream.session?.close();
    outgoing.writeHead(200, { "content-type": "application/json" });
    outgoing.end(JSON.stringify({ server: name, path: incoming.url, host: incoming.authority }));
  });
  server.on("sessionError", () => {});
  return (stream) => void server.emit("connection", stream);
}

// Only a request tells the port here, so the frame stands before the first answer.
function claim(origins: readonly string[], { authority, stream }: Http2ServerRequest): void {
  const port = /:\d+$/.exec(authority)?.[0] ?? "";
  const claimed = origins.map((host) => `https://${host}${port}`);
  if (isServerSession(stream.session)) stream.session.origin(...claimed);
}

function isServerSession(session: object | undefined): session is ServerHttp2Session {
  return session !== undefined && "origin" in session;
}
