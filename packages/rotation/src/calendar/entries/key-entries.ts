import { addDays, type Day, dayOf } from "../day.ts";
import type { DatedFact } from "../entry.ts";
import type { CalendarFacts, MadeKey } from "../facts.ts";
import type { KnownCertificate } from "../known-certificates.ts";
import type { CalendarOptions } from "../options.ts";
import { hashOf, pinnedRules, shortPin } from "../pinned-rules.ts";

/** When each pinned key reaches the age at which it should be replaced. */
export function keyEntries(
  { policy, keys = [] }: CalendarFacts,
  certificates: readonly KnownCertificate[],
  { keyDays }: CalendarOptions,
): readonly DatedFact[] {
  const hosts = hostsByKey(policy);
  const oldest = new Map<string, KnownAge>();
  for (const key of [...keys.map(ageOfMade), ...certificates.flatMap(ageOfServed)]) {
    const known = oldest.get(key.pin);
    if (known === undefined || key.made < known.made) oldest.set(key.pin, key);
  }
  return [...oldest.values()].flatMap((key) => ageEntry(key, hosts.get(key.pin), keyDays));
}

interface KnownAge extends MadeKey {
  /** It may be older: its certificate tells only since when it is in use. */
  readonly atLeast: boolean;
}

function ageOfMade(key: MadeKey): KnownAge {
  return { ...key, atLeast: false };
}

function ageOfServed({ isLeaf, pin, notBefore, from }: KnownCertificate): readonly KnownAge[] {
  return isLeaf ? [{ pin, made: dayOf(notBefore), from, atLeast: true }] : [];
}

function ageEntry(
  { pin, made, from, atLeast }: KnownAge,
  hosts: readonly string[] | undefined,
  keyDays: number,
): readonly DatedFact[] {
  // A key of a host that the policy does not pin may be replaced at each renewal.
  if (hosts === undefined) return [];
  const on: Day = addDays(made, keyDays);
  return [
    {
      id: `key-age/${pin}`,
      kind: "key-age",
      on,
      title: `Key reaches ${keyDays} days: ${shortPin(pin)}`,
      detail: `${hosts.join(", ")}. ${atLeast ? `In use since ${made} at least: its certificate tells no more.` : `Made on ${made}.`}`,
      todo: "Rotate to the backup key until then, and make the next one.",
      key: pin,
      basis: "measured",
      source: { text: from },
      open: true,
      remindBefore: [90, 30],
    },
  ];
}

function hostsByKey(policy: CalendarFacts["policy"]): ReadonlyMap<string, readonly string[]> {
  const hosts = new Map<string, string[]>();
  if (policy === undefined) return hosts;
  for (const { rule } of pinnedRules(policy)) {
    for (const pin of [...rule.pins, ...rule.backupPins]) {
      const of = hosts.get(hashOf(pin)) ?? [];
      hosts.set(hashOf(pin), [...of, rule.host]);
    }
  }
  return hosts;
}
