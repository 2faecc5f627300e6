import { createServer, type Server, type ServerResponse } from "node:http";

import type { ElectronPinning, VerdictRecord } from "@tlspin/electron";

import type { ClientName } from "../bridge/bridge.ts";
import { call, type Client } from "./call.ts";

export interface ServiceParts {
  readonly pinning: Pick<ElectronPinning, "policy" | "lastVerdict">;
  readonly clients: Readonly<Record<ClientName, Client>>;
  readonly apiUrl: URL;
}

/** Makes the service: `GET /call?client=net.fetch|renderer|node` calls the API, `GET /health` tells how it is. */
export function serviceOf(parts: ServiceParts): Server {
  const { clients, apiUrl } = parts;
  const answerCall = async (outgoing: ServerResponse, name: string | null): Promise<void> => {
    if (name === null || !isClientName(clients, name)) {
      return answer(outgoing, 400, { error: `client must be ${Object.keys(clients).join(", ")}` });
    }
    const result = await call(clients[name], apiUrl);
    answer(outgoing, result.ok ? 200 : 502, result);
  };
  return createServer((incoming, outgoing) => {
    const { pathname, searchParams } = new URL(incoming.url ?? "/", "http://localhost");
    if (incoming.method !== "GET") answer(outgoing, 405, { error: "GET only" });
    else if (pathname === "/health") answer(outgoing, 200, healthOf(parts));
    else if (pathname === "/call") void answerCall(outgoing, searchParams.get("client"));
    else answer(outgoing, 404, { error: "try /call?client=net.fetch or /health" });
  });
}

/** How the service is, for whoever watches it. */
export interface Health {
  /** The revision of the policy in force. */
  readonly revision: number;
  /** The last one about the API. */
  readonly lastVerdict: VerdictRecord | null;
}

function healthOf({ pinning, apiUrl }: ServiceParts): Health {
  const lastVerdict = pinning.lastVerdict(apiUrl.hostname) ?? null;
  return { revision: pinning.policy.revision, lastVerdict };
}

function answer(outgoing: ServerResponse, status: number, body: object): void {
  outgoing.writeHead(status, { "content-type": "application/json" });
  outgoing.end(`${JSON.stringify(body)}\n`);
}

function isClientName(clients: ServiceParts["clients"], name: string): name is ClientName {
  return Object.hasOwn(clients, name);
}
