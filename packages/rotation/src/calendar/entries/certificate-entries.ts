import type { Policy } from "@tlspin/core";

import { type Day, dayOf } from "../day.ts";
import type { DatedFact } from "../entry.ts";
import type { KnownCertificate } from "../known-certificates.ts";
import { hashOf, pinnedRules, shortPin } from "../pinned-rules.ts";

/** When certificates expire: each host's own, and those of the CAs above it, once. */
export function certificateEntries(
  certificates: readonly KnownCertificate[],
  policy: Policy | undefined,
  today: Day,
): readonly DatedFact[] {
  const entries = new Map<string, DatedFact>();
  for (const certificate of certificates) {
    const entry = certificate.isLeaf
      ? ownExpires(certificate, today)
      : caExpires(certificate, policy, today);
    const other = entries.get(entry.id);
    // Of several servers behind one name, the first to fail counts.
    if (other === undefined || entry.on < other.on) entries.set(entry.id, entry);
  }
  return [...entries.values()];
}

function ownExpires(certificate: KnownCertificate, today: Day): DatedFact {
  const { host, issuer, pin, life } = certificate;
  return {
    ...commonOf(certificate),
    id: `certificate-expires/${host}`,
    title: `Certificate ${expiredOr(certificate, today)}: ${host}`,
    detail: `It lives ${life} days, its key is ${shortPin(pin)}, ${issuer} issued it.`,
    todo: "Renew it before, with a key that is pinned.",
    host,
    remindBefore: [30, 14, 3],
  };
}

function caExpires(
  certificate: KnownCertificate,
  policy: Policy | undefined,
  today: Day,
): DatedFact {
  const { subject, pin, host } = certificate;
  const isPinned = pinsOf(policy).some(
    (each) => each === pin || each === certificate.certificatePin,
  );
  return {
    ...commonOf(certificate),
    id: `certificate-expires/${pin}`,
    title: `CA certificate ${expiredOr(certificate, today)}: ${subject}`,
    detail: `It vouches for ${host}. ${isPinned ? "A pin names its key." : "No pin names its key."}`,
    todo: isPinned
      ? "Ask the CA which key follows, and pin that one before."
      : "Serve the CA certificate that follows it.",
    remindBefore: isPinned ? [180, 90, 30] : [30],
  };
}

function commonOf(
  certificate: KnownCertificate,
): Pick<DatedFact, "kind" | "on" | "key" | "basis" | "source" | "open"> {
  return {
    kind: "certificate-expires",
    on: dayOf(certificate.notAfter),
    key: certificate.pin,
    basis: "measured",
    source: { text: certificate.from },
    open: true,
  };
}

function expiredOr({ notAfter }: KnownCertificate, today: Day): string {
  return dayOf(notAfter) < today ? "expired" : "expires";
}

function pinsOf(policy: Policy | undefined): readonly string[] {
  if (policy === undefined) return [];
  return pinnedRules(policy).flatMap(({ rule }) => [...rule.pins, ...rule.backupPins].map(hashOf));
}
