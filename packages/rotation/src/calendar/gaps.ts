import type { CalendarFacts } from "./facts.ts";
import type { KnownCertificate } from "./known-certificates.ts";
import { hashOf, pinnedRules, shortPin } from "./pinned-rules.ts";

/** What would have dates, if more were known. Silence must not look like calm. */
export function gapsOf(
  { policy, keys = [] }: CalendarFacts,
  known: readonly KnownCertificate[],
): readonly string[] {
  if (policy === undefined) return [];
  const rules = pinnedRules(policy);
  const hosts = new Set(known.filter(({ isLeaf }) => isLeaf).map(({ host }) => host));
  const pins = new Set([...keys, ...known].map(({ pin }) => pin));
  const keysOfAge = rules.flatMap(({ rule }) =>
    [...rule.pins, ...rule.backupPins].filter(isLeafKey),
  );
  const unknown = new Set(keysOfAge.map(hashOf).filter((pin) => !pins.has(pin)));
  return [
    ...rules
      .filter(({ rule }) => !hosts.has(rule.host))
      .map(({ rule }) => `${rule.host}: its certificate, and so when it expires`),
    ...[...unknown].map((pin) => `${shortPin(pin)}: when the key was made`),
    ...rules
      .filter(({ rule }) => rule.expires === undefined)
      .map(({ rule }) => `${rule.host}: a last day of its pins, because the policy names none`),
  ];
}

function isLeafKey(pin: { readonly at: "leaf" | "ca" }): boolean {
  return pin.at === "leaf" && "spki" in pin;
}
