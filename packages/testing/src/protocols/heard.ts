import type { IncomingMessage } from "node:http";

import type { HeardRequest } from "../server-spec.ts";

/** What is kept of a request: everything but the values of its headers. */
export function heardOf(
  { method = "", url = "", headers }: IncomingMessage,
  inClear: boolean,
): HeardRequest {
  const { host = "" } = headers;
  return { method, host, path: url, headers: Object.keys(headers), inClear };
}
