import type { ServerCounts } from "./server-spec.ts";

/** The counts of one server while they change. */
export interface Tally {
  connections: number;
  handshakes: number;
  resumed: number;
  bytes: number;
  requests: number;
  readonly seen: string[];
}

/** A tally of nothing. */
export function emptyTally(): Tally {
  return { connections: 0, handshakes: 0, resumed: 0, bytes: 0, requests: 0, seen: [] };
}

/** Sets a tally to zero in place, because live connections hold on to it. */
export function clearTally(tally: Tally): void {
  Object.assign(tally, { connections: 0, handshakes: 0, resumed: 0, bytes: 0, requests: 0 });
  tally.seen.length = 0;
}

/** A copy of a tally, with the number of connections that are open. */
export function countsOf(tally: Tally, open: number): ServerCounts {
  return { ...tally, seen: [...tally.seen], open };
}
