import type { ServerSight } from "../bridge/bridge.ts";

/** Where the attack leads, and where the attacker's server can be asked what it saw. */
export interface Attack {
  readonly url: URL;
  readonly sightUrl?: URL;
}

/** Asks a server what it has seen. `undefined` where nobody can be asked, or nothing sensible is said. */
export async function sightOf({ sightUrl }: Attack): Promise<ServerSight | undefined> {
  if (sightUrl === undefined) return undefined;
  try {
    const response = await fetch(sightUrl, { signal: AbortSignal.timeout(5000) });
    return sightIn(await response.json());
  } catch {
    return undefined;
  }
}

function sightIn(json: unknown): ServerSight | undefined {
  if (typeof json !== "object" || json === null) return undefined;
  if (!("connections" in json && "bytes" in json)) return undefined;
  const { connections, bytes } = json;
  return isCount(connections) && isCount(bytes) ? { connections, bytes } : undefined;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
