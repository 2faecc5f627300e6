import { detailsOf } from "./certificate.ts";
import { evaluate, type Peer } from "./evaluate.ts";
import { type Policy, rulesInReach } from "./policy.ts";
import { admit } from "./presented.ts";
import type { Verdict } from "./verdict.ts";

/**
 * Decides whether a peer may carry requests for every name of its certificate, as HTTP/2 lets it
 * (RFC 9113 §9.1.1): the peer must satisfy the rule of each host that those names reach.
 *
 * @param policy - What `parsePolicy` made.
 * @param at - The moment to judge at.
 * @throws {PolicyError} `parsePolicy` did not make the policy.
 */
export function evaluateReach(policy: Policy, peer: Peer, at: Date): Verdict {
  const own = evaluate(policy, peer, at);
  if (own.decision === "reject") return own;

  const names = namesOf(peer);
  if (names === undefined) return { ...own, decision: "reject", reason: "certificate-malformed" };
  for (const { host } of rulesInReach(policy, names)) {
    const verdict = evaluate(policy, { ...peer, connectHost: host, certificateHost: host }, at);
    if (verdict.decision === "reject") return verdict;
  }
  return own;
}

/** The DNS names of the leaf, or `undefined` where they cannot be read. */
function namesOf({ chain }: Peer): readonly string[] | undefined {
  const [first] = chain.ders;
  const leaf = first === undefined ? undefined : admit(first);
  if (leaf === undefined) return undefined;
  try {
    return detailsOf(leaf).subjectAltNames?.dns ?? [];
  } catch {
    return undefined;
  }
}
