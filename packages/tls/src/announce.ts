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

const VERDICTS = channel("tlspin:verdict");

const debug = debuglog("tlspin");
