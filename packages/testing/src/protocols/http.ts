import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";

import type { ServerSpec } from "../server-spec.ts";
import { heardOf } from "./heard.ts";
import type { Ground, Speak } from "./protocol.ts";
import { echoWebSocket } from "./websocket-echo.ts";

/**
 * HTTP/1.1: a small JSON answer to each request, `/redirect?to=…&status=…`, and WebSockets that echo.
 */
export function http({ name, closes = false }: ServerSpec, { tally, inClear }: Ground): Speak {
  const server = createServer((incoming, outgoing) => {
    tally.requests++;
    tally.seen.push(`request ${incoming.method} ${incoming.headers.host} ${incoming.url}`);
    tally.heard.push(heardOf(incoming, inClear));
    incoming.resume();
    if (closes) outgoing.shouldKeepAlive = false;
    respond(name, incoming, outgoing);
  });
  server.on("upgrade", (incoming, stream) => {
    tally.requests++;
    tally.seen.push(`upgrade ${incoming.headers.host} ${incoming.url}`);
    tally.heard.push(heardOf(incoming, inClear));
    echoWebSocket(incoming, stream);
  });
  return (stream) => void server.emit("connection", stream);
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
