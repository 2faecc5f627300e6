import { Agent, request } from "node:https";
import { text } from "node:stream/consumers";
import type { TLSSocket } from "node:tls";

import { exchange } from "./exchange.ts";
import type { Pinning } from "./pinning.ts";
import type { DoorProbe } from "./self-test.ts";

/** How the self-test goes through the doors that every runtime has. */
export const SHARED_PROBES: readonly DoorProbe<Pinning>[] = [
  { door: "agent", open: openAgent },
  { door: "wrapAgent", open: openWrapped },
  { door: "connect", open: openConnect },
  { door: "http2Connect", open: openHttp2 },
];

type Send = ReturnType<DoorProbe<Pinning>["open"]>;

function openAgent(pinning: Pinning): Send {
  return requester(pinning.agent({ keepAlive: true }));
}

function openWrapped(pinning: Pinning): Send {
  return requester(pinning.wrapAgent(new Agent({ keepAlive: true })));
}

function requester(agent: Agent): Send {
  return (url) =>
    new Promise((resolve, reject) => {
      request(url, { agent }, (response) => {
        text(response).then(resolve, reject);
      })
        .once("error", reject)
        .end();
    });
}

function openConnect(pinning: Pinning): Send {
  let connected: Promise<TLSSocket> | undefined;
  return async ({ hostname }) => {
    connected ??= pinning.connect({ host: hostname, port: 443 });
    return exchange(await connected, hostname);
  };
}

function openHttp2(pinning: Pinning): Send {
  let opened: ReturnType<Pinning["http2Connect"]> | undefined;
  return async (url) => {
    opened ??= pinning.http2Connect(url);
    const session = await opened;
    session.on("error", () => undefined);
    return text(session.request({ ":path": "/" }).on("error", () => undefined));
  };
}
