import type { DistrustedKey } from "@tlspin/core";

import type { Edit } from "../finding.ts";
import { nameOf } from "../known-keys.ts";
import type { Found, Remark, Rule } from "../rule.ts";
import type { PinnedRule, PlacedPin } from "../subject.ts";

/** What a pin should not be. */
export const PIN_RULES: readonly Rule[] = [
  {
    id: "certificate-pin",
    title: "A pin names a certificate, and dies when it is renewed",
    severity: "warning",
    judge: ({ pinned }) => pinned.flatMap(judgeCertificatePins),
  },
  {
    id: "distrusted-pinned",
    title: "A key is distrusted and pinned",
    severity: "error",
    judge: ({ pinned }) => {
      const elsewhere = new Map(pinned.flatMap(({ rule }) => placesOf(rule.host, rule)));
      return pinned.flatMap((each) => judgeDistrusted(each, elsewhere));
    },
  },
];

function judgeCertificatePins({ rule, pins }: PinnedRule): readonly Remark[] {
  const found = pins.filter(({ pin }) => "certificate" in pin);
  const all = found.length === pins.length;
  return found.map(({ pin, pointer }) => ({
    pointer,
    host: rule.host,
    severity: all ? "error" : "warning",
    message: `${pin.at === "leaf" ? LEAF : CA}${all ? "; and this rule has no other kind of pin" : ""}`,
    fix: 'pin the key instead: "spki", which survives renewal',
  }));
}

function judgeDistrusted(
  { rule, pins }: PinnedRule,
  elsewhere: ReadonlyMap<string, string>,
): readonly Remark[] {
  const own = new Set(rule.distrusted.map(nameOf));
  return pins.flatMap((placed) => {
    const name = nameOf(placed.pin);
    if (own.has(name)) return [distrustedHere(placed, { rule, pins }, own)];
    const other = elsewhere.get(name);
    return other === undefined ? [] : [distrustedThere(placed, rule.host, other)];
  });
}

function placesOf(
  host: string,
  { distrusted }: { readonly distrusted: readonly DistrustedKey[] },
): readonly (readonly [string, string])[] {
  return distrusted.map((key) => [nameOf(key), host]);
}

function distrustedHere(
  { pin, pointer, backup }: PlacedPin,
  { rule, pins }: Pick<PinnedRule, "rule" | "pins">,
  own: ReadonlySet<string>,
): Found {
  const others = pins.filter((other) => other.backup === backup && !own.has(nameOf(other.pin)));
  const isSafe = others.length > 0 || (backup && rule.mode === "report-only");
  const edits: readonly Edit[] = [{ op: "remove", path: pointer }];
  return {
    pointer,
    host: rule.host,
    message: `this rule distrusts the same ${"spki" in pin ? "key" : "certificate"}, so that the pin never matches`,
    fix: isSafe ? "remove the pin" : "put another key in its place, then remove it",
    ...(isSafe ? { edits } : {}),
  };
}

function distrustedThere({ pointer }: PlacedPin, host: string, other: string): Found {
  return {
    pointer,
    host,
    severity: "warning",
    message: `the rule of ${other} distrusts this key, and this rule accepts it`,
    fix: 'if the key is stolen, take it out here and add it to "distrusted"',
  };
}

const LEAF =
  "names one certificate, not its key: it dies at renewal, each 200 days at most (100 from 2027-03-15, 47 from 2029-03-15)";

const CA =
  "names one certificate of a CA: it dies when the CA certifies its key anew, or is cross-signed";
