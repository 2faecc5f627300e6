import { describe, expect, test } from "vitest";

import { judge, type Judgement, type PlatformConfig } from "../src/index.ts";
import { digest, pin } from "./keys.ts";
import { casesOf, type LookupCase, type LookupEntry, lookupCasesOf } from "./vectors.ts";

// Which entry a host finds shows in whose pin connects, so that each entry gets pins of its own. Where a
// configuration is to be refused, its own pins matter, and stay.
const LETTERS = ["A", "B", "C", "D"];

describe.each([
  ["android-nsc", androidOf],
  ["trustkit-ios-config", trustKitIosOf],
  ["trustkit-android-config", trustKitAndroidOf],
])("%s", (group, configOf) => {
  const cases = lookupCasesOf(group);
  test.skipIf(cases.length === 0)("is what other implementations' own tests say", () => {
    for (const each of cases) {
      if (each.expected === "config-error") {
        expect(judged(configOf(each.config), "www.good.com", "A").outcome, each.name).toBe(
          "does-not-start",
        );
      } else if (each.expected === "lookup-error") {
        expect(judged(configOf(each.config), each.host ?? "", "A").outcome, each.name).toBe(
          "refuses",
        );
      } else expect(foundBy(each, configOf), each.name).toBe(each.expected);
    }
  });
});

describe("okhttp", () => {
  const union = casesOf("okhttp-findMatchingPins");
  test.skipIf(union.length === 0)("joins the pins of every pattern that matches", () => {
    for (const each of union) {
      const { config, host, expectedEntries } = each as UnionCase;
      const entries = config.map(([pattern], i) => ({ pattern, pins: [pin(LETTERS[i] ?? "")] }));
      const found = config.filter(
        (_, i) =>
          judged({ platform: "okhttp", config: { entries } }, host, LETTERS[i] ?? "").outcome ===
          "connects",
      );
      expect(found.map(([pattern]) => pattern)).toEqual([...new Set(expectedEntries)]);
    }
  });

  const patterns = casesOf("okhttp-certificatepinner");
  test.skipIf(patterns.length === 0)("matches patterns as its own tests say", () => {
    for (const each of patterns) {
      const { pattern, host, expected } = each as PatternCase;
      const config = { entries: [{ pattern, pins: [pin("A")] }] };
      const { outcome } = judged({ platform: "okhttp", config }, host ?? "example.com", "A");
      const wanted = { true: "connects", false: "unpinned", "config-error": "does-not-start" };
      expect(outcome, `${pattern} ${host}`).toBe(wanted[`${expected}`]);
    }
  });
});

interface UnionCase {
  readonly config: readonly (readonly [string, readonly string[]])[];
  readonly host: string;
  readonly expectedEntries: readonly string[];
}

interface PatternCase {
  readonly pattern: string;
  readonly host: string | null;
  readonly expected: boolean | "config-error";
}

type ConfigOf = (entries: readonly LookupEntry[]) => PlatformConfig;

function foundBy({ config, host }: LookupCase, configOf: ConfigOf): string | null {
  const own = config.map((entry, i) => ({
    ...entry,
    pins: entry.pins.length === 0 ? [] : [digest(LETTERS[i] ?? ""), digest("Z")],
  }));
  const of = configOf(own);
  const found = config.find(
    (_, i) => judged(of, host ?? "", LETTERS[i] ?? "").outcome === "connects",
  );
  return found?.host ?? null;
}

function judged(of: PlatformConfig, host: string, letter: string): Judgement {
  return judge(of, { host, path: [{ spki: pin(letter) }], at: Date.UTC(2026, 11) });
}

function androidOf(entries: readonly LookupEntry[]): PlatformConfig {
  const domainConfigs = entries.map(({ host, includeSubdomains = false, pins }) => ({
    domains: [{ name: host, includeSubdomains }],
    pinSet: { pins },
  }));
  return { platform: "android", config: { domainConfigs } };
}

function trustKitIosOf(entries: readonly LookupEntry[]): PlatformConfig {
  const domains = entries.map(({ host, pins, ...flags }) => [
    host,
    { ...(pins.length === 0 ? {} : { publicKeyHashes: pins }), ...flags },
  ]);
  return { platform: "trustkit-ios", config: { pinnedDomains: Object.fromEntries(domains) } };
}

function trustKitAndroidOf(entries: readonly LookupEntry[]): PlatformConfig {
  const domains = entries.map(({ host: name, includeSubdomains = false, pins }) => ({
    name,
    includeSubdomains,
    pins,
    enforcePinning: true,
  }));
  return { platform: "trustkit-android", config: { domains } };
}
