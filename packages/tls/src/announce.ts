import { channel } from "node:diagnostics_channel";
import { debuglog } from "node:util";

import { type Peer, recordOf, type Verdict, type VerdictRecord } from "@tlspin/core";

/**
 * Tells a decision to those who listen: `onVerdict`, the diagnostics channel `tlspin:verdict`, and
 * `NODE_DEBUG=tlspin`. Called after the decision and outside the hook, so that nothing that a
 * listener does or throws can change it.
 */
export function announce(
  verdict: Verdict,
  peer: Peer,
  onVerdict: ((record: VerdictRecord) => unknown) | undefined,
): void {
  // Most programs ask for none of these, and the record is dearer than the verdict.
  if (onVerdict === undefined && !VERDICTS.hasSubscribers && !debug.enabled) return;
  const record = recordOf(verdict, peer);
  debug("%s", record.message);
  if (VERDICTS.hasSubscribers) VERDICTS.publish(record);
  try {
    // An async listener that fails must not end the process as an unhandled rejection.
    Promise.resolve(onVerdict?.(record)).catch(() => undefined);
  } catch {
    // A listener's fault is the listener's.
  }
}

/** One change of the policy in force, JSON-safe, for a log. */
export interface UpdateRecord {
  readonly revision: number;
  readonly previousRevision: number;
}

/** Tells that a newer policy is in force: the channel `tlspin:update`, and `NODE_DEBUG=tlspin`. */
export function announceUpdate(record: UpdateRecord): void {
  debug("policy revision %d is in force, after %d", record.revision, record.previousRevision);
  if (UPDATES.hasSubscribers) UPDATES.publish(Object.freeze(record));
}

const VERDICTS = channel("tlspin:verdict");

const UPDATES = channel("tlspin:update");

const debug = debuglog("tlspin");
