import type { VerdictRecord } from "@tlspin/core";

import { call } from "./call.ts";
import { type ClientName, clientsOf, type Doors } from "./clients.ts";
import type { Settings } from "./settings.ts";

export interface ServiceParts {
  readonly pinning: Doors;
  readonly settings: Settings;
  readonly latestVerdict: () => VerdictRecord | undefined;
}

/** What each runtime says of a request. */
export interface Asked {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
}

/** What a service answers: a status, and a body to be sent as JSON. */
export interface Answer {
  readonly status: number;
  readonly body: object;
}

/** How the service is, for whoever watches it. */
export interface Health {
  /** The revision of the policy in force. */
  readonly revision: number;
  readonly lastVerdict: VerdictRecord | null;
}

/** Makes what answers: `GET /call?client=fetch|axios|ws` calls the API, `GET /health` tells how it is. Never rejects. */
export function answererOf({
  pinning,
  settings,
  latestVerdict,
}: ServiceParts): (request: Asked) => Promise<Answer> {
  const clients = clientsOf(pinning, settings);
  const callBy = async (name: string | null): Promise<Answer> => {
    if (!isClientName(name)) return { status: 400, body: { error: `client must be ${NAMES}` } };
    const result = await call(name, clients[name], latestVerdict);
    return { status: result.ok ? 200 : 502, body: result };
  };
  return async ({ method, url = "" }) => {
    if (method !== "GET") return { status: 405, body: { error: "GET only" } };
    const asked = URL.parse(url, "http://localhost");
    if (asked?.pathname === "/health")
      return { status: 200, body: healthOf(pinning, latestVerdict()) };
    if (asked?.pathname === "/call") return callBy(asked.searchParams.get("client"));
    return { status: 404, body: { error: "try /call?client=fetch or /health" } };
  };
}

function healthOf({ policy }: Doors, latest: VerdictRecord | undefined): Health {
  return { revision: policy.revision, lastVerdict: latest ?? null };
}

function isClientName(name: string | null): name is ClientName {
  return name === "fetch" || name === "axios" || name === "ws";
}

const NAMES = "fetch, axios or ws";
