import { findRule, parseCertificate, parseSpki, type Pin, pinOf } from "@tlspin/core";
import { hostOf } from "@tlspin/tls";
import { describe, expect, test } from "vitest";

import { namesIn } from "../src/decision.ts";
import { CHROMIUM_DECISIONS } from "../src/host-decisions.ts";
import { policyOf } from "../src/policy-of.ts";
import { CHROMIUM_CASES } from "../src/totals.ts";
import { bytesOf, hasVectors, textOfVectors } from "../src/vectors.ts";

interface PinSet {
  readonly id: string;
  readonly keys: readonly Key[];
  readonly pinByName: Readonly<Record<string, string>>;
  readonly pinsets: readonly { readonly name: string; readonly accept: readonly string[] }[];
  readonly entries: readonly Entry[];
}

interface Key {
  readonly name: string;
  readonly kind: "certificate" | "publicKey" | "hash";
  readonly pin: string;
  readonly der?: string;
}

interface Entry {
  readonly host: string;
  readonly includeSubdomains: boolean;
  readonly pinset: string;
}

interface LookUp {
  readonly set: string;
  readonly host: string;
  readonly expected: { readonly entry: string; readonly pinset: string } | null;
}

interface Assertion {
  readonly host: string;
  readonly peerExpected: boolean;
}

const FILE = "chromium-pins.json";

const found = hasVectors(FILE);

describe.skipIf(!found)(`${FILE} (skipped without TLSPIN_VECTORS)`, () => {
  const vectors = found ? JSON.parse(textOfVectors(FILE)) : {};
  const sets: readonly PinSet[] = vectors.sets ?? [];
  const lookups: readonly LookUp[] = vectors.lookups ?? [];
  const assertions: readonly Assertion[] = vectors.peerAssertions ?? [];
  const known: readonly { pin: string; der: string }[] = vectors.peerKnownPins ?? [];
  const policies = new Map(sets.map((set) => [set.id, policyOf(rulesOf(set))]));

  const ruleFor = ({ set, host }: Pick<LookUp, "set" | "host">) => {
    const hostname = hostOf(host);
    const policy = policies.get(set);
    return hostname === undefined || policy === undefined ? undefined : findRule(policy, hostname);
  };

  test("each key has the pin that Chromium wrote beside it", () => {
    const keys = sets.flatMap((set) => set.keys.filter(({ kind }) => kind !== "hash"));
    expect(keys.filter((key) => pinOf(spkiOf(key)) !== key.pin)).toEqual([]);
    expect(keys.length).toBe(CHROMIUM_CASES.keys);
  });

  test("and so has each certificate that TrustKit and curl assert a pin of", () => {
    const wrong = known.filter(
      ({ der, pin }) => pinOf(parseCertificate(bytesOf(der)).spki) !== pin,
    );
    expect(wrong).toEqual([]);
    expect(known.length).toBe(CHROMIUM_CASES.knownPins);
  });

  test("each look-up finds Chromium's entry, with its pins, but for what we decided", () => {
    const differing = lookups.filter((lookup) => {
      const rule = ruleFor(lookup);
      return rule?.host !== lookup.expected?.entry || rule?.note !== lookup.expected?.pinset;
    });
    const names = differing.map(({ set, host }) => `${set}: ${host}`);
    expect(names.toSorted()).toEqual(namesIn(CHROMIUM_DECISIONS));
    expect(lookups.length).toBe(CHROMIUM_CASES.lookups);
    // None of them opens: each entry that we refuse is an error of the policy, told when it is parsed.
    expect(differing.filter(({ expected }) => expected === null)).toEqual([]);
  });

  test("only the entries of whole top-level domains are errors", () => {
    const whole = sets.flatMap(({ entries }) => entries.filter(({ host }) => !host.includes(".")));
    expect(whole.map(({ host }) => host)).toEqual(["google", "hangout", "google"]);
    for (const entry of whole) expect(() => policyOf([entry])).toThrow("would cover every name");
  });

  test("a host has pins where the peer's own unit test says so of the set of its time", () => {
    const differing = assertions.filter(
      ({ host, peerExpected }) =>
        (ruleFor({ set: "chromium-2019", host }) !== undefined) !== peerExpected,
    );
    expect(differing).toEqual([]);
    expect(assertions.length).toBe(CHROMIUM_CASES.assertions);
  });

  test("the rule that is found carries the pins of the entry's set", () => {
    for (const { id, pinsets, pinByName } of sets) {
      for (const lookup of lookups.filter(({ set }) => set === id)) {
        const rule = ruleFor(lookup);
        if (rule === undefined || rule.exclude === true) continue;
        const accept = pinsets.find(({ name }) => name === rule.note)?.accept ?? [];
        const wanted = accept.flatMap((name) => pinByName[name] ?? []);
        const pins = new Set([...rule.pins, ...rule.backupPins].map(pinTextOf));
        expect(wanted.filter((pin) => !pins.has(pin))).toEqual([]);
      }
    }
  });
});

/** Our rules for the entries, without those that core refuses. */
function rulesOf({ entries, pinsets, pinByName }: PinSet) {
  return entries
    .filter(({ host }) => host.includes("."))
    .map(({ host, includeSubdomains, pinset }) => {
      const accept = pinsets.find(({ name }) => name === pinset)?.accept ?? [];
      const pins = [...new Set(accept.flatMap((name) => pinByName[name] ?? []))];
      return { host, includeSubdomains, note: pinset, ...(pins.length > 0 ? { pins } : {}) };
    });
}

function spkiOf({ kind, der = "" }: Key): Uint8Array {
  const bytes = bytesOf(der);
  return kind === "certificate" ? parseCertificate(bytes).spki : parseSpki(bytes).spki;
}

function pinTextOf(pin: Pin): string {
  return "spki" in pin ? pin.spki : pin.certificate;
}
