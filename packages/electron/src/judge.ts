import { evaluateReach, type Policy, type Verdict } from "@tlspin/core";

import type { Presented } from "./presented.ts";

/**
 * Decides about a peer that Chromium has verified, or failed to.
 *
 * Every session may speak HTTP/2, on which Chromium lets a connection carry requests for each name of
 * its certificate without asking again. So the leaf must satisfy every rule that its names reach.
 */
export function judge(policy: Policy, { peer, verified }: Presented, at: Date): Verdict {
  const verdict = evaluateReach(policy, peer, at);
  return verified ? verdict : unverified(verdict);
}

/**
 * What becomes of a peer that Chromium did not accept: no pin can match. A host that is not enforced
 * is left to Chromium, whose own error then stands, unless a distrusted key was shown.
 */
function unverified({ decision, reason, hostname, revision, rule }: Verdict): Verdict {
  const named = { hostname, revision, ...(rule === undefined ? {} : { rule }) };
  if (rule === undefined || rule.exclude === true) return { ...named, decision, reason };
  if (rule.mode === "enforce") return { ...named, decision: "reject", reason: "not-authorized" };
  if (decision === "reject") return { ...named, decision, reason };
  return { ...named, decision, reason: "report-only", wouldReject: "not-authorized" };
}
