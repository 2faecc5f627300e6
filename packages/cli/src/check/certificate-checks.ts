import { printable } from "../printable.ts";
import type { LiveFacts } from "./audit-address.ts";
import { type Check, error, notChecked, ok, warning } from "./check.ts";
import type { LiveCertificate } from "./live-chain.ts";

/** What ordinary TLS validation says of the chain, and the days that each certificate has left. */
export function certificateChecks(live: LiveFacts, at: Date, minDays: number): readonly Check[] {
  const { chain } = live;
  if (chain === undefined) {
    return [chainCheck(live), notChecked("certificate", "a certificate is not strict DER")];
  }
  const served = chain.filter((certificate) => certificate.served);
  return [chainCheck(live), ...served.map((certificate) => daysCheck(certificate, at, minDays))];
}

/** Whole days until a moment: negative once it is past. */
export function daysUntil(moment: string, at: Date): number {
  return Math.floor((Date.parse(moment) - at.getTime()) / DAY);
}

function chainCheck({ dialled, path = [] }: LiveFacts): Check {
  const steps = path.map(printable).join(", by ");
  if (dialled.refusal !== undefined) {
    const todo =
      "mend the names, the dates or the order of what is served, or give its CA with --ca";
    return error("chain", `${printable(dialled.refusal)}\n${steps}`, todo);
  }
  return ok("chain", `trusted: ${steps}`);
}

function daysCheck({ key }: LiveCertificate, at: Date, minDays: number): Check {
  const { certificate } = key;
  if (certificate === undefined) return notChecked("certificate", "its dates cannot be read");
  const { notAfter, subject } = certificate;
  const days = daysUntil(notAfter, at);
  const name = printable(subject);
  const topic = ["certificate", name] as const;
  if (days < 0) return error(topic, `${name}: expired ${notAfter.slice(0, 10)}`, "renew it");
  const message = `${name}: ${days} days left, until ${notAfter.slice(0, 10)}`;
  if (days >= minDays) return ok(topic, message);
  return warning(topic, message, "renew it, with a key that is pinned");
}

const DAY = 24 * 60 * 60 * 1000;
