import { createServer, type Server, type ServerResponse } from "node:http";

import type { NodePinning, VerdictRecord } from "@tlspin/node";

import { call } from "./call.ts";
import { type ClientName, clientsOf } from "./clients.ts";
import type { Settings } from "./settings.ts";

export interface ServiceParts {
  readonly pinning: NodePinning;
  readonly settings: Settings;
  readonly latestVerdict: () => VerdictRecord | undefined;
}

/** Makes the service: `GET /call?client=fetch|axios|ws` calls the API, `GET /health` tells how it is. */
export function serviceOf({ pinning, settings, latestVerdict }: ServiceParts): Server {
  const clients = clientsOf(pinning, settings);
  const answerCall = async (outgoing: ServerResponse, name: string | null): Promise<void> => {
    if (!isClientName(name)) return answer(outgoing, 400, { error: `client must be ${NAMES}` });
    const result = await call(name, clients[name], latestVerdict);
    answer(outgoing, result.ok ? 200 : 502, result);
  };
  return createServer((incoming, outgoing) => {
    const { pathname, searchParams } = new URL(incoming.url ?? "/", "http://localhost");
    if (incoming.method !== "GET") answer(outgoing, 405, { error: "GET only" });
    else if (pathname === "/health") answer(outgoing, 200, healthOf(pinning, latestVerdict()));
    else if (pathname === "/call") void answerCall(outgoing, searchParams.get("client"));
    else answer(outgoing, 404, { error: "try /call?client=fetch or /health" });
  });
}

/** How the service is, for whoever watches it. */
export interface Health {
  /** The revision of the policy in force. */
  readonly revision: number;
  readonly lastVerdict: VerdictRecord | null;
}

function healthOf({ policy }: NodePinning, latest: VerdictRecord | undefined): Health {
  return { revision: policy.revision, lastVerdict: latest ?? null };
}

function answer(outgoing: ServerResponse, status: number, body: object): void {
  outgoing.writeHead(status, { "content-type": "application/json" });
  outgoing.end(`${JSON.stringify(body)}\n`);
}

function isClientName(name: string | null): name is ClientName {
  return name === "fetch" || name === "axios" || name === "ws";
}

const NAMES = "fetch, axios or ws";
