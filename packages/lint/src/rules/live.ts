import { evaluate, evaluateReach, type Verdict } from "@tlspin/core";

import { cutOffReleases } from "../cut-off-releases.ts";
import { admitted, namesOf, nameOf } from "../known-keys.ts";
import type { Remark, Rule } from "../rule.ts";
import { type PinnedRule, peerOf, type Subject } from "../subject.ts";

/** What a policy should not say of the servers and releases that there are. */
export const LIVE_RULES: readonly Rule[] = [
  {
    id: "chain-refused",
    title: "The live chain of a host is refused",
    severity: "error",
    judge: (subject) => subject.pinned.flatMap((pinned) => judgeChains(subject, pinned)),
  },
  {
    id: "reaches-other-rules",
    title: "A certificate names hosts whose rules refuse it, so that HTTP/2 is refused",
    severity: "warning",
    judge: (subject) => subject.pinned.flatMap((pinned) => judgeReach(subject, pinned)),
  },
  {
    id: "pin-unused",
    title: "A current pin is of no key that is served",
    severity: "info",
    judge: ({ pinned }) => pinned.flatMap(judgeUse),
  },
  {
    id: "release-cut-off",
    title: "A release in the field accepts none of the keys that the policy names",
    severity: "error",
    judge: judgeReleases,
  },
];

function judgeChains({ policy, at }: Subject, pinned: PinnedRule): readonly Remark[] {
  const { rule, pointer, chains } = pinned;
  if (chains.length === 0) return [{ pointer, host: rule.host, needs: "chain" }];
  return chains.flatMap((each): readonly Remark[] => {
    const { decision, reason, wouldReject } = evaluate(policy, peerOf(each), at);
    const refused = decision === "reject" ? reason : wouldReject;
    if (refused === undefined) return [];
    const message = `the chain of ${each.from} is refused: ${refused}`;
    const severity = decision === "reject" ? "error" : "warning";
    const fix = "if that is the right server, pin its key before this policy ships";
    return [{ pointer, host: rule.host, severity, message, fix }];
  });
}

function judgeReach({ policy, at }: Subject, pinned: PinnedRule): readonly Remark[] {
  const { rule, pointer, chains } = pinned;
  if (chains.length === 0) return [{ pointer, host: rule.host, needs: "chain" }];
  return chains.flatMap((each): readonly Remark[] => {
    const peer = peerOf(each);
    if (evaluate(policy, peer, at).decision === "reject") return [];
    const reached: Verdict = evaluateReach(policy, peer, at);
    if (reached.decision === "allow") return [];
    const message = `the certificate of ${each.from} names ${reached.hostname} too, whose rule refuses it (${reached.reason}): over HTTP/2 it is refused here as well`;
    const fix = "serve a certificate that names only hosts of one rule, or pin its key in both";
    return [{ pointer, host: rule.host, message, fix }];
  });
}

function judgeUse({ rule, pointer, pins, chains }: PinnedRule): readonly Remark[] {
  if (chains.length === 0) return [{ pointer: `${pointer}/pins`, host: rule.host, needs: "chain" }];
  const served = new Set(
    chains.flatMap(({ chain }) => chain.ders.flatMap(admitted).flatMap(namesOf)),
  );
  return pins
    .filter(({ backup, pin }) => !backup && !served.has(nameOf(pin)))
    .map((placed) => ({
      pointer: placed.pointer,
      host: rule.host,
      message:
        "no chain that was looked at has this key: if it is retired, who kept it can still use it",
      fix: 'remove it, or move it to "backupPins" if it comes next',
    }));
}

function judgeReleases({ policy, evidence: { releases } }: Subject): readonly Remark[] {
  if (releases === undefined) return [{ pointer: "", needs: "releases" }];
  return releases.flatMap((release) =>
    cutOffReleases(policy, release).map(({ host, pointer }) => ({
      pointer,
      host,
      message: `${release.name} accepts none of these keys: no server can satisfy it and this policy`,
      fix: "keep a key that it accepts until its users have moved on",
    })),
  );
}
