import type { CertificateDetails } from "@tlspin/core";

import { admitted, namesOf, nameOf } from "../known-keys.ts";
import { automaticCaOf } from "../providers.ts";
import type { Remark, Rule } from "../rule.ts";
import type { PinnedRule, PlacedPin, Subject } from "../subject.ts";

/** What the pin of a CA should not be. */
export const CA_RULES: readonly Rule[] = [
  {
    id: "root-pins-only",
    title: "Only roots are pinned, and a chain may end before its root",
    severity: "warning",
    judge: (subject) => subject.pinned.flatMap((pinned) => judgeRoots(subject, pinned)),
  },
  {
    id: "one-ca",
    title: "All pins of a rule stand in one chain of CAs",
    severity: "warning",
    judge: ({ pinned }) => pinned.flatMap(judgeOneCa),
  },
  {
    id: "rotating-ca-pin",
    title: "A CA is pinned that changes its intermediates without notice",
    severity: "warning",
    judge: (subject) => subject.pinned.flatMap((pinned) => judgeRotation(subject, pinned)),
  },
];

function judgeRoots({ known }: Subject, pinned: PinnedRule): readonly Remark[] {
  const pins = onlyCas(pinned.pins.filter(({ backup }) => !backup));
  const seen = pins.map((placed) => ({ placed, found: known.certificatesOf(placed.pin) }));
  if (pins.length === 0 || seen.some(({ found }) => found.some((each) => !isRoot(each)))) return [];

  const { host } = pinned.rule;
  const unseen = seen.find(({ found }) => found.length === 0);
  if (unseen !== undefined) return [{ pointer: unseen.placed.pointer, host, needs: "chain" }];
  const message =
    "pins roots only: a verifier stops at the first certificate that it trusts, and once that is an intermediate the root is not in the path";
  const fix = "pin the issuing CA too, or the key of the server";
  return [{ pointer: `${pinned.pointer}/pins`, host, message, fix }];
}

/** The pins, where all of them are of CAs. */
function onlyCas(pins: readonly PlacedPin[]): readonly PlacedPin[] {
  return pins.every(({ pin }) => pin.at === "ca") ? pins : [];
}

function isRoot({ subject, issuer }: CertificateDetails): boolean {
  return subject.hex === issuer.hex;
}

function judgeOneCa(pinned: PinnedRule): readonly Remark[] {
  const { chains, pointer, rule } = pinned;
  const pins = onlyCas(pinned.pins);
  if (pins.length < 2) return [];
  if (chains.length === 0) return [{ pointer: `${pointer}/pins`, host: rule.host, needs: "chain" }];

  const names = pins.map(({ pin }) => nameOf(pin));
  const whole = chains.find(({ chain }) => {
    const served = new Set(chain.ders.flatMap(admitted).flatMap(namesOf));
    return names.every((name) => served.has(name));
  });
  if (whole === undefined) return [];
  const message = `every pin is of a CA in the one chain of ${whole.from}: a change of CA, or its distrust, cuts off every user`;
  const fix = "add the pin of a second CA, or of a key of your own";
  return [{ pointer: `${pointer}/pins`, host: rule.host, message, fix }];
}

function judgeRotation({ known }: Subject, { rule, pins }: PinnedRule): readonly Remark[] {
  return pins.flatMap(({ pin, pointer }): readonly Remark[] => {
    if (pin.at !== "ca") return [];
    const [certificate] = known.certificatesOf(pin);
    if (certificate === undefined) return [{ pointer, host: rule.host, needs: "chain" }];
    const ca = automaticCaOf(certificate.subject);
    if (ca === undefined || isRoot(certificate)) return [];
    const message = `is an intermediate of ${ca.name}, which changes them without notice so that nobody pins them`;
    return [
      { pointer, host: rule.host, message, fix: "pin a key of your own, or a CA of your own" },
    ];
  });
}
