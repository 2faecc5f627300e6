import type { HeardRequest, ServerCounts } from "./server-spec.ts";

/** The counts of one server while they change. */
export interface Tally {
  connections: number;
  handshakes: number;
  resumed: number;
  bytes: number;
  requests: number;
  readonly seen: string[];
  readonly heard: HeardRequest[];
  readonly alerts: string[];
}

/** A tally of nothing. */
export function emptyTally(): Tally {
  return { ...NOTHING, seen: [], heard: [], alerts: [] };
}

/** Sets a tally to zero in place, because live connections hold on to it. */
export function clearTally(tally: Tally): void {
  Object.assign(tally, NOTHING);
  for (const list of [tally.seen, tally.heard, tally.alerts]) list.length = 0;
}

/** A copy of a tally, with the number of connections that are open. */
export function countsOf(tally: Tally, open: number): ServerCounts {
  const { seen, heard, alerts } = tally;
  return { ...tally, seen: [...seen], heard: [...heard], alerts: [...alerts], open };
}

const NOTHING = { connections: 0, handshakes: 0, resumed: 0, bytes: 0, requests: 0 } as const;
