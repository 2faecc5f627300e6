import {
  certificatePinOf,
  evaluate,
  parsePolicy,
  type Peer,
  pinOf,
  type Policy,
  PolicyError,
  type Verdict,
} from "@tlspin/core";
import { type ForgedParty, forgeRoot } from "@tlspin/testing";
import * as fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";

import { type Judgement, judge, type JudgementReason, type PathKey } from "../src/index.ts";

const HOSTS = ["example.com", "api.example.com", "v1.api.example.com", "192.0.2.1"];
const ASKED = [
  ...HOSTS,
  "x.api.example.com",
  "example.net",
  "API.example.com.",
  "api..example.com",
  "",
];
const TIMES = ["2026-10-15", "2026-11-30T23:59:59.999Z", "2026-12-01", "2027-02-01", "never"];

let paths: readonly (readonly ForgedParty[])[];
let parties: readonly ForgedParty[];
beforeAll(async () => {
  const root = await forgeRoot({ name: "Example Root" });
  const cas = [await root.issueCa({ name: "CA 1" }), await root.issueCa({ name: "CA 2" })];
  const made = await Promise.all(
    cas.map(async (ca) => [await ca.issueLeaf({ hosts: ["a.example"] }), ca, root]),
  );
  paths = [...made, ...made.map((path) => path.slice(0, 1)), []];
  parties = [...new Set(made.flat())];
});

describe("the model of tlspin", () => {
  test("says of every policy, host, path and time what the core says", () => {
    let asked = 0;
    fc.assert(
      fc.property(policies(), (policy) => {
        for (const host of ASKED) {
          for (const path of paths) {
            for (const time of TIMES) {
              const at = new Date(time);
              const peer = peerOf(host, path);
              const verdict = evaluate(policy, peer, at);
              const connection = { host, path: path.map(keyOf), at: at.getTime() };
              expect(judge({ platform: "tlspin", config: policy }, connection)).toEqual(
                judgementOf(verdict),
              );
              asked++;
            }
          }
        }
      }),
      { seed: 1, numRuns: 300 },
    );
    expect(asked).toBeGreaterThan(50_000);
  });
});

/** What a verdict of the core means to users. */
function judgementOf({ decision, reason }: Verdict): Judgement {
  const renamed = RENAMED[reason] ?? reason;
  if (decision === "reject") return { outcome: "refuses", reason: renamed as JudgementReason };
  return {
    outcome: reason === "pin-matched" ? "connects" : "unpinned",
    reason: renamed as JudgementReason,
  };
}

const RENAMED: Readonly<Record<string, JudgementReason>> = { "chain-empty": "path-empty" };

function peerOf(host: string, path: readonly ForgedParty[]): Peer {
  const ders = path.map(({ certificate }) => certificate);
  return { connectHost: host, certificateHost: host, port: 443, chain: { kind: "verified", ders } };
}

function keyOf({ spki, certificate }: ForgedParty): PathKey {
  return { spki: pinOf(spki), certificate: certificatePinOf(certificate) };
}

function policies(): fc.Arbitrary<Policy> {
  return fc
    .record({
      version: fc.constant(1),
      revision: fc.constant(1),
      unlistedHosts: fc.constantFrom("unpinned", "reject"),
      issued: fc.constantFrom(undefined, "2026-11-01T00:00:00Z", "2026-12-15T00:00:00Z"),
      ownedDomains: fc.constantFrom(undefined, ["example.com", "192.0.2.1"]),
      hosts: fc.uniqueArray(fc.oneof(pinnedRules(), excludedRules()), {
        minLength: 1,
        maxLength: 4,
        selector: ({ host }) => host,
      }),
    })
    .map(parsed)
    .filter((policy) => policy !== undefined);
}

function parsed(json: unknown): Policy | undefined {
  try {
    return parsePolicy(json);
  } catch (error) {
    if (error instanceof PolicyError) return undefined;
    throw error;
  }
}

function pinnedRules(): fc.Arbitrary<{ readonly host: string }> {
  const keys = fc.uniqueArray(fc.nat({ max: 2 * 5 - 1 }), { minLength: 2, maxLength: 4 });
  return fc
    .record({
      host: fc.constantFrom(...HOSTS),
      includeSubdomains: fc.boolean(),
      mode: fc.constantFrom("enforce", "report-only"),
      keys,
      positions: fc.array(fc.constantFrom("leaf", "ca"), { minLength: 4, maxLength: 4 }),
      distrusted: fc.option(fc.nat({ max: 9 }), { nil: undefined, freq: 4 }),
      expires: fc.constantFrom(undefined, "2026-10-31", "2026-11-30"),
      onExpiry: fc.constantFrom("reject", "unpin"),
    })
    .map(({ keys: indexes, positions, distrusted, includeSubdomains, ...rule }) => {
      const [first, ...others] = indexes.map((index, i) => ({ ...pinAt(index), at: positions[i] }));
      return {
        ...rule,
        includeSubdomains: includeSubdomains && rule.host !== "192.0.2.1",
        pins: [first],
        backupPins: others,
        distrusted: distrusted === undefined ? [] : [pinAt(distrusted)],
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

/** Each party by its key and by its certificate. */
function pinAt(index: number): object {
  const party = parties[index >> 1];
  if (party === undefined) return { spki: "none" };
  return index % 2 === 0
    ? { spki: pinOf(party.spki) }
    : { certificate: certificatePinOf(party.certificate) };
}
