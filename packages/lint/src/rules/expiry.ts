import { expiryOf } from "@tlspin/core";

import type { Remark, Rule } from "../rule.ts";
import type { PinnedRule, Subject } from "../subject.ts";

/** What the end of a rule's pins should not be. */
export const EXPIRY_RULES: readonly Rule[] = [
  {
    id: "expiry-missing",
    title: "Pins never expire, in copies of the policy that nobody updates either",
    severity: "info",
    judge: ({ pinned }) => pinned.flatMap(judgeMissing),
  },
  {
    id: "expiry-near",
    title: "Pins expire soon, or have",
    severity: "warning",
    judge: (subject) => subject.pinned.flatMap((pinned) => judgeNear(subject, pinned)),
  },
  {
    id: "expiry-fails-open",
    title: "After a date, the host is not pinned",
    severity: "warning",
    judge: ({ pinned }) => pinned.flatMap(judgeOpen),
  },
];

function judgeMissing({ rule, pointer }: PinnedRule): readonly Remark[] {
  if (rule.expires !== undefined) return [];
  const message = 'has no "expires": an app that is never updated keeps these pins for ever';
  const fix = "write the last day on which you promise to serve one of these keys";
  return [{ pointer, host: rule.host, message, fix }];
}

function judgeNear({ at, horizon }: Subject, { rule, pointer }: PinnedRule): readonly Remark[] {
  const left = Math.floor((expiryOf(rule) - at.getTime()) / DAY);
  if (left >= horizon) return [];
  const becomes = rule.onExpiry === "reject" ? "every peer is rejected" : "the host is not pinned";
  const place = { pointer: `${pointer}/expires`, host: rule.host };
  if (left < 0) {
    const message = `expired on ${rule.expires}: ${becomes}`;
    return [{ ...place, severity: "error", message, fix: "ship new pins with a later day" }];
  }
  const message = `expires on ${rule.expires}, in ${left === 1 ? "1 day" : `${left} days`}: then ${becomes}`;
  return [{ ...place, message, fix: "ship a policy with a later day before apps reach this one" }];
}

function judgeOpen({ rule, pointer }: PinnedRule): readonly Remark[] {
  if (rule.onExpiry !== "unpin") return [];
  const when = rule.expires === undefined ? 'once "expires" is written' : `after ${rule.expires}`;
  const message = `${when}, any CA may speak for this host: who sets the clock forward unpins it`;
  const fix = 'write "onExpiry": "reject"';
  return [{ pointer: `${pointer}/onExpiry`, host: rule.host, message, fix }];
}

const DAY = 24 * 60 * 60 * 1000;
