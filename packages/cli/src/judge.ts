import { evaluate, type Peer, type Policy, type Reason, type Verdict } from "@tlspin/core";

import type { Dialled } from "./dial.ts";

/** What is to be judged, and the dial that it comes from, where it comes from one. */
export interface Judged {
  readonly peer: Peer;
  readonly at: Date;
  readonly dialled?: Dialled;
}

/**
 * The verdict that an app on Node would reach: the pins', unless the connection itself is refused.
 * A chain from a file comes without a connection, so only the pins are judged.
 */
export function judge(policy: Policy, { peer, at, dialled }: Judged): Verdict {
  const verdict = evaluate(policy, peer, at);
  const reason = dialled === undefined ? undefined : connectionFault(policy, dialled);
  if (reason === undefined) return verdict;
  const { hostname, revision, rule } = verdict;
  return {
    decision: "reject",
    reason,
    hostname,
    revision,
    ...(rule === undefined ? {} : { rule }),
  };
}

function connectionFault({ minTls }: Policy, { refusal, protocol }: Dialled): Reason | undefined {
  if (refusal !== undefined) return "not-authorized";
  return ACCEPTABLE[minTls].includes(protocol) ? undefined : "protocol-too-old";
}

const ACCEPTABLE: Readonly<Record<Policy["minTls"], readonly string[]>> = {
  "1.2": ["TLSv1.2", "TLSv1.3"],
  "1.3": ["TLSv1.3"],
};
