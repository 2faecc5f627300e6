import type { ClientName } from "../bridge/bridge.ts";
import type { Client } from "./call.ts";
import type { NodeStack } from "./node-stack.ts";
import type { VerdictMemory } from "./verdict-memory.ts";
import { loadInWindow, type OpenWindow } from "./window-load.ts";

/** What the clients are made of. Electron's own, or a test's double of it. */
export interface ClientParts {
  /** What the sessions decided. */
  readonly verdicts: VerdictMemory;
  readonly netFetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly openWindow: OpenWindow;
  readonly node: NodeStack;
  readonly token: string;
}

/** Builds the clients once. */
export function clientsOf(parts: ClientParts): Readonly<Record<ClientName, Client>> {
  const { verdicts, netFetch, openWindow, node, token } = parts;
  const authorization = `Bearer ${token}`;
  return {
    "net.fetch": {
      name: "net.fetch",
      run: async (url) => textOf(await netFetch(url.href, initOf(authorization))),
      verdicts,
    },
    renderer: {
      name: "renderer",
      run: (url) => loadInWindow(openWindow(), url, authorization),
      verdicts,
    },
    node: {
      name: "node",
      run: async (url) => textOf(await node.fetch(url, initOf(authorization))),
      verdicts: node.verdicts,
    },
  };
}

/** Asks the server each time, and follows it nowhere: the token is for this host. */
function initOf(authorization: string): RequestInit {
  return {
    headers: { authorization },
    cache: "no-store",
    redirect: "error",
    signal: AbortSignal.timeout(PATIENCE),
  };
}

async function textOf(response: Response): Promise<string> {
  if (!response.ok) throw new Error(`the API answered ${response.status}`);
  return response.text();
}

const PATIENCE = 10_000;
