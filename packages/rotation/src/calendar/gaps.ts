import type { PinnedHostRule } from "@tlspin/core";

import type { Population } from "../fleet.ts";
import type { CalendarFacts } from "./facts.ts";
import type { KnownCertificate } from "./known-certificates.ts";
import { hashOf, pinnedRules, shortPin } from "./pinned-rules.ts";

/** What would have dates, or be in the picture, if more were known. Silence must not look like calm. */
export function gapsOf(
  { policy, keys = [], fleet }: CalendarFacts,
  known: readonly KnownCertificate[],
): readonly string[] {
  const rules = policy === undefined ? [] : pinnedRules(policy).map(({ rule }) => rule);
  const hosts = new Set(known.filter(({ isLeaf }) => isLeaf).map(({ host }) => host));
  const made = new Set([...keys, ...known].map(({ pin }) => pin));
  return [
    ...rules
      .filter(({ host }) => !hosts.has(host))
      .map(({ host }) => `${host}: its certificate, and so when it expires`),
    ...ownKeys(rules)
      .filter((key) => !made.has(key))
      .map((key) => `${shortPin(key)}: when the key was made`),
    ...rules
      .filter(({ expires }) => expires === undefined)
      .map(({ host }) => `${host}: a last day of its pins, because the policy names none`),
    ...(fleet?.populations ?? []).flatMap(unrecorded),
  ];
}

/** Keys of servers. When a CA's key was made is the CA's business. */
function ownKeys(rules: readonly PinnedHostRule[]): readonly string[] {
  const pins = rules.flatMap((rule) => [...rule.pins, ...rule.backupPins]);
  return [...new Set(pins.filter((pin) => pin.at === "leaf" && "spki" in pin).map(hashOf))];
}

function unrecorded({ app, adoption }: Population): readonly string[] {
  return adoption.unknown.map(({ name }) => `${app} ${name}: the release, which users have`);
}
