import type { Certificate } from "./certificate.ts";
import { certificatePinOf, pinOf } from "./pin.ts";
import type { DistrustedKey, Pin, PinnedHostRule, PinPosition } from "./policy.ts";
import type { MatchedPin } from "./verdict.ts";

/** A rule's pins, ready to be asked. Made once for each rule. */
export interface PinIndex {
  readonly hasCaPins: boolean;
  /** The pin that a certificate at this position matches. */
  match(certificate: Certificate, at: PinPosition): MatchedPin | undefined;
  /** Whether the policy distrusts this certificate or its key, wherever it stands. */
  isDistrusted(certificate: Certificate): boolean;
}

/** The index of a rule of a parsed policy. */
export function pinIndexOf(rule: PinnedHostRule): PinIndex {
  const known = INDEXES.get(rule);
  if (known !== undefined) return known;

  const index = indexOf(rule);
  INDEXES.set(rule, index);
  return index;
}

function indexOf(rule: PinnedHostRule): PinIndex {
  const matches = [...rule.pins.map(asMatch(false)), ...rule.backupPins.map(asMatch(true))];
  const tables = { leaf: tableOf(matches, "leaf"), ca: tableOf(matches, "ca") };
  const distrusted = tableOf(
    rule.distrusted.map((key) => ({ ...nameOf(key), at: "leaf" })),
    "leaf",
  );
  return {
    hasCaPins: matches.some(({ at }) => at === "ca"),
    match: (certificate, at) => lookUp(tables[at], certificate),
    isDistrusted: (certificate) => lookUp(distrusted, certificate) !== undefined,
  };
}

function asMatch(backup: boolean): (pin: Pin, index: number) => MatchedPin {
  return (pin, index) =>
    Object.freeze({
      ...nameOf(pin),
      at: pin.at,
      backup,
      ...(pin.note === undefined ? {} : { note: pin.note }),
      index,
    });
}

function nameOf(pin: Pin | DistrustedKey): Pick<MatchedPin, "pin" | "kind"> {
  if ("spki" in pin) return { pin: pin.spki, kind: "spki" };
  return { pin: pin.certificate, kind: "certificate" };
}

/** What stands at one position, by pin. A kind without entries costs no hash. */
interface Table<Entry> {
  readonly spki: ReadonlyMap<string, Entry>;
  readonly certificate: ReadonlyMap<string, Entry>;
}

function tableOf<Entry extends Pick<MatchedPin, "pin" | "kind" | "at">>(
  entries: readonly Entry[],
  at: PinPosition,
): Table<Entry> {
  const here = entries.filter((entry) => entry.at === at);
  return {
    spki: new Map(here.filter(({ kind }) => kind === "spki").map((entry) => [entry.pin, entry])),
    certificate: new Map(
      here.filter(({ kind }) => kind === "certificate").map((entry) => [entry.pin, entry]),
    ),
  };
}

function lookUp<Entry>(table: Table<Entry>, { der, spki }: Certificate): Entry | undefined {
  const byKey = table.spki.size === 0 ? undefined : table.spki.get(pinOf(spki));
  if (byKey !== undefined || table.certificate.size === 0) return byKey;
  return table.certificate.get(certificatePinOf(der));
}

const INDEXES = new WeakMap<PinnedHostRule, PinIndex>();
