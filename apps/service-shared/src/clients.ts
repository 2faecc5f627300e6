import type { Pinning } from "@tlspin/tls";
import { create } from "axios";
import { WebSocket } from "ws";

import type { Settings } from "./settings.ts";

/** What a pinning offers in every runtime. */
export interface Doors extends Pick<Pinning, "agent" | "policy"> {
  readonly fetch: (url: URL, init: RequestInit) => Promise<Response>;
}

/** The three clients of a service. */
export type ClientName = "fetch" | "axios" | "ws";

/** Calls the API with the token and gives what it answered. Rejects as the client itself does. */
export type Client = () => Promise<string>;

/** Builds the clients once. Each goes through a guarded door of the one `pinning`. */
export function clientsOf(
  pinning: Doors,
  { apiUrl, apiToken }: Settings,
): Readonly<Record<ClientName, Client>> {
  const headers = { authorization: `Bearer ${apiToken}` };
  const agent = pinning.agent();
  // The agent guards https: only, so axios must not follow a redirect to http:, nor a proxy of its own.
  const http = create({
    httpsAgent: agent,
    headers,
    timeout: PATIENCE,
    maxRedirects: 0,
    proxy: false,
  });
  return {
    fetch: async () => {
      const signal = AbortSignal.timeout(PATIENCE);
      const response = await pinning.fetch(apiUrl, { headers, signal });
      if (!response.ok) throw new Error(`the API answered ${response.status}`);
      return response.text();
    },
    axios: async () => {
      const { data } = await http.get<string>(apiUrl.href, { responseType: "text" });
      return data;
    },
    ws: () =>
      echoOf(new WebSocket(socketUrlOf(apiUrl), { agent, headers, handshakeTimeout: PATIENCE })),
  };
}

function socketUrlOf(url: URL): URL {
  return new URL(url.href.replace(/^https:/, "wss:"));
}

function echoOf(socket: WebSocket): Promise<string> {
  return new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("the API closed the WebSocket")));
    socket.on("open", () => socket.send("hello"));
    socket.on("message", (message: Buffer) => {
      resolve(message.toString("utf8"));
      socket.terminate();
    });
  });
}

const PATIENCE = 10_000;
