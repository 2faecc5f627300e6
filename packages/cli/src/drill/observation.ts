import type { ServerCounts } from "@tlspin/testing";

import type { DialEnd, JournalEntry } from "./orders.ts";
import type { ProgramRun } from "./program.ts";
import type { RelayCounts } from "./relay.ts";
import type { Scenario } from "./scenarios.ts";
import type { Answered } from "./triggers.ts";

/** Everything that was seen of one host in one run of the program. */
export interface Observation {
  readonly scenario: Scenario;
  readonly run: ProgramRun;
  /** What the redirect saw. */
  readonly seen: Seen;
  /** What the server counted that must get nothing, or in an acceptance the one that must be reached. */
  readonly server: ServerCounts;
  /** The server before it, which the program accepts. */
  readonly accepted?: ServerCounts;
  readonly relay?: RelayCounts;
  /** Connections that were open when the drill ended the program. */
  readonly heldOpen: number;
  readonly answers: readonly Answered[];
  /** What the user says a refusal looks like in the output. */
  readonly expectLog?: RegExp;
}

export interface Seen {
  /** Whether any process of the program loaded the redirect. */
  readonly loaded: boolean;
  readonly dials: readonly Extract<JournalEntry, { readonly event: "dial" }>[];
  /** Of the dials that ended at the server to judge by. */
  readonly ends: readonly DialEnd[];
  /** Whether the host was dialled once a session of its first server could be resumed. */
  readonly dialledAgain: boolean;
  /** Hosts outside the policy that were dialled once a dial of this host had ended. */
  readonly fallbacks: readonly string[];
  /** Hosts that were not let through. */
  readonly blocked: readonly string[];
}

/** What to read a journal for. */
export interface Sought {
  readonly isTarget: (host: string) => boolean;
  /** The server to judge by: 0 is the first that stands for the host. */
  readonly server: number;
}

/** Reads what a journal says of some hosts. */
export function seenIn(entries: readonly JournalEntry[], { isTarget, server }: Sought): Seen {
  const own = entries.filter((entry) => !("host" in entry) || isTarget(entry.host));
  const dials = own.filter((entry) => entry.event === "dial");
  const last = new Set(dials.filter(({ to }) => to === server).map(({ id }) => id));
  const firstEnd = entries.findIndex((entry) => entry.event === "end" && last.has(entry.id));
  const after = firstEnd === -1 ? [] : entries.slice(firstEnd);
  return {
    loaded: entries.some(({ event }) => event === "start"),
    dials,
    ends: own.filter((entry) => entry.event === "end").filter(({ id }) => last.has(id)),
    dialledAgain: dials.some(({ to }) => to > 0),
    fallbacks: blockedIn(after),
    blocked: blockedIn(entries),
  };
}

function blockedIn(entries: readonly JournalEntry[]): readonly string[] {
  const names = entries.flatMap((entry) =>
    entry.event === "blocked" ? [`${entry.host}:${entry.port}`] : [],
  );
  return [...new Set(names)];
}
