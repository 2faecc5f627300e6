import { channel } from "node:diagnostics_channel";
import { debuglog } from "node:util";

import type { VerdictListener, VerdictRecord } from "@tlspin/core";

import type { OptionsRead } from "./read-options.ts";

/**
 * Tells a decision to those who listen: `onVerdict`, `onRejected`, the diagnostics channel
 * `tlspin:verdict`, and `NODE_DEBUG=tlspin`. Nothing that a listener does or throws can change it.
 */
export function announce(
  record: VerdictRecord,
  options: Pick<OptionsRead, "onVerdict" | "onRejected">,
): void {
  debug("%s", record.message);
  if (VERDICTS.hasSubscribers) VERDICTS.publish(record);
  tell(options.onVerdict, record);
  if (record.decision === "reject") tell(options.onRejected, record);
}

function tell(listener: VerdictListener | undefined, record: VerdictRecord): void {
  try {
    // An async listener that fails must not end the process as an unhandled rejection.
    Promise.resolve(listener?.(record)).catch(() => undefined);
  } catch {
    // A listener's fault is the listener's.
  }
}

const VERDICTS = channel("tlspin:verdict");

const debug = debuglog("tlspin");
