import { request } from "node:https";
import { text } from "node:stream/consumers";

import type { Pinning } from "./pinning.ts";
import type { DoorProbe } from "./self-test.ts";

/** How the self-test goes through the doors that every runtime has. */
export const SHARED_PROBES: readonly DoorProbe<Pinning>[] = [
  { door: "agent", send: sendThroughAgent },
  { door: "connect", send: sendThroughConnect },
  { door: "http2Connect", send: sendThroughHttp2 },
];

function sendThroughAgent(pinning: Pinning, url: URL): Promise<string> {
  return new Promise((resolve, reject) => {
    request(url, { agent: pinning.agent() }, (response) => {
      text(response).then(resolve, reject);
    })
      .once("error", reject)
      .end();
  });
}

async function sendThroughConnect(pinning: Pinning, { hostname }: URL): Promise<string> {
  const socket = await pinning.connect({ host: hostname, port: 443 });
  socket.write(`GET / HTTP/1.0\r\nHost: ${hostname}\r\n\r\n`);
  const answer = await text(socket);
  return answer.slice(answer.indexOf("\r\n\r\n") + 4);
}

async function sendThroughHttp2(pinning: Pinning, url: URL): Promise<string> {
  const session = await pinning.http2Connect(url);
  try {
    return await text(session.request({ ":path": "/" }).on("error", () => undefined));
  } finally {
    session.destroy();
  }
}
