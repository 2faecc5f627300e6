import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";

import type { ServerSpec } from "../server-spec.ts";
import type { Tally } from "../tally.ts";
import type { Speak } from "./protocol.ts";
import { echoWebSocket } from "./websocket-echo.ts";

/**
 * HTTP/1.1: a small JSON answer to each request, `/redirect?to=…&status=…`, and WebSockets that echo.
 */
export function http({ name }: ServerSpec, tally: Tally): Speak {
  const server = createServer((incoming, outgoing) => {
    tally.requests++;
    tally.seen.push(`request ${incoming.method} ${incoming.headers.host} ${incoming.url}`);
    hear(incoming, tally);
    incoming.resume();
    respond(name, incoming, outgoing);
  });
  server.on("upgrade", (incoming, stream) => {
    tally.requests++;
    tally.seen.push(`upgrade ${incoming.headers.host} ${incoming.url}`);
    hear(incoming, tally);
    echoWebSocket(incoming, stream);
  });
  return (stream) => void server.emit("connection", stream);
}

function hear({ method = "", url = "", headers }: IncomingMessage, { heard }: Tally): void {
  heard.push({ method, host: headers.host ?? "", path: url, headers: Object.keys(headers) });
}

function respond(name: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { pathname, searchParams } = new URL(incoming.url ?? "/", "http://localhost");
  const location = searchParams.get("to");
  if (pathname === "/redirect" && location !== null) {
    outgoing.writeHead(Number(searchParams.get("status") ?? 302), { location }).end();
    return;
  }
  const body = { server: name, path: pathname, host: incoming.headers.host };
  outgoing.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}
