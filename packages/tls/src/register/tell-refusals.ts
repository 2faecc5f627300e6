import { writeSync } from "node:fs";

import type { VerdictListener } from "@tlspin/core";

/**
 * Makes a listener that writes each kind of refusal once, since many libraries lose the error, and what a
 * report-only rule would have refused, since nobody else hears of it.
 */
export function tellRefusals(): VerdictListener {
  const told = new Set<string>();
  return ({ host, decision, reason, wouldReject, message }) => {
    const key = `${host} ${reason} ${wouldReject}`;
    if ((decision === "allow" && wouldReject === undefined) || told.has(key)) return;
    if (told.size < MOST) told.add(key);
    writeSync(2, `tlspin: ${message}\n`);
  };
}

// Hosts come from the program, and each of them may be another.
const MOST = 1000;
