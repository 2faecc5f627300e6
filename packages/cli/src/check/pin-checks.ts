import { findRule, type Pin, type PinnedHostRule, type Policy, type Verdict } from "@tlspin/core";

import type { LiveFacts } from "./audit-address.ts";
import { type Check, error, info, notChecked, ok, warning } from "./check.ts";
import { isPinOf, type LiveCertificate } from "./live-chain.ts";

/** Which pin matches, and whether each backup is off the live chain. */
export function pinChecks(live: LiveFacts, policy: Policy): readonly Check[] {
  const rule = findRule(policy, live.dialled.address.host);
  const pinned = rule === undefined || rule.exclude === true ? undefined : rule;
  return [verdictCheck(live), ...(pinned === undefined ? [] : backupChecks(live, pinned))];
}

function verdictCheck({ verdict, message }: LiveFacts): Check {
  const { decision, reason, pin, wouldReject } = verdict;
  if (decision === "reject") return error("pin", message);
  if (wouldReject !== undefined) {
    return warning("pin", message, "mend this before the rule is enforced");
  }
  if (reason === "pins-expired") return warning("pin", "not pinned: its pins have expired", RENEW);
  if (pin === undefined) return info("pin", `not pinned (${reason})`);
  const where = `${pin.backup ? "backupPins" : "pins"}/${pin.index}, ${pin.at}`;
  if (!pin.backup) return ok("pin", `${pin.pin}\nmatches (${where})`);
  const todo = "move it to pins, and add a new backup: there is none left";
  return warning("pin", `${pin.pin}\nthe server has moved to a backup (${where})`, todo);
}

function backupChecks(live: LiveFacts, { backupPins }: PinnedHostRule): readonly Check[] {
  const { chain } = live;
  if (chain === undefined) {
    return [notChecked("backup", "a certificate of the chain is not strict DER")];
  }
  return backupPins.map((pin, index) => backupCheck(pin, { index, chain, verdict: live.verdict }));
}

interface BackupQuestion {
  readonly index: number;
  readonly chain: readonly LiveCertificate[];
  readonly verdict: Verdict;
}

/** A backup that the server shows already is lost together with what it is to replace. */
function backupCheck(pin: Pin, { index, chain, verdict }: BackupQuestion): Check {
  const text = pinText(pin);
  const topic = ["backup", `backupPins/${index}`] as const;
  const found = chain.findIndex((certificate) => isPinOf(pin, certificate));
  if (found === -1) return ok(topic, `${text}\nis off the live chain (backupPins/${index})`);
  const message = `${text}\nis on the live chain: certificate ${found + 1} (backupPins/${index})`;
  if (verdict.pin?.backup === true && verdict.pin.index === index) {
    return warning(topic, message, "it is in use: name a new backup");
  }
  return error(topic, message, "name a key that is kept offline instead");
}

/** As `pins.json` spells it. */
export function pinText(pin: Pin): string {
  return "spki" in pin ? pin.spki : pin.certificate;
}

const RENEW = "any CA may speak for this host now: raise expires, or let onExpiry reject";
