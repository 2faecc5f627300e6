import { parsePolicy, type Policy, PolicyError } from "@tlspin/core";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { judge, type Outcome, type PathKey, PLATFORMS, project } from "../src/index.ts";
import { pin } from "./keys.ts";

const HOSTS = ["example.com", "api.example.com", "v1.api.example.com", "192.0.2.1"];
const ASKED = [...HOSTS, "x.example.com", "x.y.example.com", "example.net"];
const LETTERS = ["A", "B", "C", "D"];
const TIMES = ["2026-11-15T12:00:00Z", "2026-12-01T12:00:00Z"].map((time) => Date.parse(time));

describe.each(PLATFORMS.filter((platform) => platform !== "tlspin"))(
  "project to %s",
  (platform) => {
    test("lists whatever its users are let through, or refused, that the policy is not", () => {
      let same = 0;
      fc.assert(
        fc.property(policies(), (policy) => {
          const { of, notExpressed } = project(policy, platform);
          for (const host of ASKED) {
            for (const path of PATHS) {
              for (const at of TIMES) {
                const ours = lets(
                  judge({ platform: "tlspin", config: policy }, { host, path, at }).outcome,
                );
                const theirs = lets(judge(of, { host, path, at, zoneOffset: 0 }).outcome);
                const effect = theirs ? "weaker" : "stricter";
                if (ours === theirs) same++;
                else expect(notExpressed.map((each) => each.effect)).toContain(effect);
              }
            }
          }
        }),
        { seed: 1, numRuns: 500 },
      );
      expect(same).toBeGreaterThan(10_000);
    });

    test("says the same of a policy that it can express", () => {
      const policy = parsePolicy({
        version: 1,
        revision: 1,
        unlistedHosts: "unpinned",
        hosts: [
          {
            host: "api.example.com",
            includeSubdomains: false,
            pins: [pin("A")],
            backupPins: [pin("B")],
          },
        ],
      });
      const { of } = project(policy, platform);
      for (const host of ASKED.filter((each) => each !== "192.0.2.1")) {
        for (const letter of LETTERS) {
          const connection = { host, path: [{ spki: pin(letter) }], at: 0 };
          const ours = judge({ platform: "tlspin", config: policy }, connection);
          expect(judge(of, connection)).toEqual(ours);
        }
      }
    });
  },
);

test("a policy is tlspin's own configuration", () => {
  const policy = parsePolicy({
    version: 1,
    revision: 1,
    unlistedHosts: "reject",
    hosts: [
      { host: "a.example.com", includeSubdomains: false, mode: "report-only", pins: [pin("A")] },
    ],
  });
  expect(project(policy, "tlspin")).toEqual({
    of: { platform: "tlspin", config: policy },
    notExpressed: [],
  });
});

function lets(outcome: Outcome): boolean {
  return outcome === "connects" || outcome === "unpinned";
}

const PATHS: readonly (readonly PathKey[])[] = LETTERS.flatMap((leaf) => [
  [{ spki: pin(leaf) }],
  ...LETTERS.map((ca) => [{ spki: pin(leaf) }, { spki: pin(ca) }]),
]);

function policies(): fc.Arbitrary<Policy> {
  return fc
    .record({
      version: fc.constant(1),
      revision: fc.constant(1),
      unlistedHosts: fc.constantFrom("unpinned", "unpinned", "reject"),
      hosts: fc.uniqueArray(fc.oneof(pinnedRules(), excludedRules()), {
        minLength: 1,
        maxLength: 3,
        selector: ({ host }) => host,
      }),
    })
    .map((json) => {
      try {
        return parsePolicy(json);
      } catch (error) {
        if (error instanceof PolicyError) return undefined;
        throw error;
      }
    })
    .filter((policy) => policy !== undefined);
}

function pinnedRules(): fc.Arbitrary<{ readonly host: string }> {
  return fc
    .record({
      host: fc.constantFrom(...HOSTS),
      includeSubdomains: fc.boolean(),
      mode: fc.constantFrom("enforce", "enforce", "report-only"),
      letters: fc.uniqueArray(fc.constantFrom(...LETTERS), { minLength: 2, maxLength: 3 }),
      positions: fc.array(fc.constantFrom("leaf", "leaf", "ca"), { minLength: 3, maxLength: 3 }),
      distrusted: fc.option(fc.constantFrom(...LETTERS), { nil: undefined, freq: 4 }),
      certificates: fc.boolean(),
      expires: fc.constantFrom(undefined, "2026-11-30"),
      onExpiry: fc.constantFrom("reject", "unpin"),
    })
    .map(({ letters, positions, distrusted, certificates, includeSubdomains, ...rule }) => {
      const [first, ...others] = letters.map((letter, i) =>
        certificates && i > 0
          ? { certificate: pin(letter), at: positions[i] }
          : { spki: pin(letter), at: positions[i] },
      );
      return {
        ...rule,
        includeSubdomains: includeSubdomains && rule.host !== "192.0.2.1",
        pins: [first],
        backupPins: others,
        distrusted: distrusted === undefined ? [] : [pin(distrusted)],
      };
    });
}

function excludedRules(): fc.Arbitrary<{ readonly host: string }> {
  return fc.record({
    host: fc.constantFrom("api.example.com", "v1.api.example.com"),
    includeSubdomains: fc.boolean(),
    exclude: fc.constant(true),
  });
}
