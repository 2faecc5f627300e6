import { X509Certificate } from "node:crypto";
import { checkServerIdentity } from "node:tls";

import { type Chain, evaluate, parsePolicy } from "@tlspin/core";
import { verifySignature } from "@tlspin/tls";
import { describe, expect, test } from "vitest";

import { ACCEPTED_CHAINS, REFUSED_CHAINS } from "../src/chain-decisions.ts";
import { namesIn } from "../src/decision.ts";
import { CHAIN_CASES } from "../src/totals.ts";
import { bytesOf, hasVectors, textOfVectors } from "../src/vectors.ts";

interface ChainCase {
  readonly id: string;
  readonly time?: string;
  readonly host?: string;
  readonly expected: "SUCCESS" | "FAILURE";
  readonly consensus: boolean;
  readonly needsCrl: boolean;
  readonly presented: readonly string[];
  readonly trustedRoots: readonly string[];
  readonly pinsThatMustMatch: readonly string[];
  readonly pinsThatMustNotMatch: readonly string[];
}

const FILE = "chain-cases.json";

const found = hasVectors(FILE);
const cases = found ? casesIn(textOfVectors(FILE)) : [];

describe.skipIf(!found)(`${FILE} (skipped without TLSPIN_VECTORS), each pin by evaluate`, () => {
  const judged = new Map(cases.map((one) => [one.id, judge(one)]));
  const namesOf = (wanted: (judgement: Judgement) => boolean) =>
    [...judged]
      .filter(([, judgement]) => wanted(judgement))
      .map(([name]) => name)
      .toSorted();

  test("on paths that are valid, no pin matches that stands on none of them", () => {
    expect(namesOf(({ valid, wrong }) => valid && wrong > 0)).toEqual([]);
    expect(cases.length).toBe(CHAIN_CASES.all);
    expect(namesOf(({ valid }) => valid).length).toBe(CHAIN_CASES.valid);
  });

  test("where all agree that there is no path, nothing matches", () => {
    expect(namesOf(({ valid, consensus, wrong }) => !valid && consensus && wrong > 0)).toEqual([]);
  });

  test("where they disagree, nothing matches but in the cases that we decided", () => {
    expect(namesOf(({ valid, wrong }) => !valid && wrong > 0)).toEqual(namesIn(ACCEPTED_CHAINS));
  });

  test("each pin that stands on every path matches, but in the cases that we decided", () => {
    expect(namesOf(({ missing }) => missing > 0)).toEqual(namesIn(REFUSED_CHAINS));
  });

  test("only the towers of 100 CAs spend the budget", () => {
    expect(namesOf(({ exhausted }) => exhausted)).toEqual([
      "limbo::pathological::pathological-chain-distinct-subject-distinct-key",
      "limbo::pathological::pathological-chain-same-subject-distinct-key",
      "limbo::pathological::pathological-chain-same-subject-same-key",
    ]);
  });
});

/** Those that need a revocation list are about what we do not read. */
function casesIn(text: string): readonly ChainCase[] {
  const json: { readonly cases: readonly ChainCase[] } = JSON.parse(text);
  return json.cases.filter(({ needsCrl }) => !needsCrl);
}

interface Judgement {
  readonly valid: boolean;
  readonly consensus: boolean;
  /** How many pins matched that must not. */
  readonly wrong: number;
  /** How many did not match that must. */
  readonly missing: number;
  readonly exhausted: boolean;
}

function judge(one: ChainCase): Judgement {
  const valid = one.expected === "SUCCESS";
  const { pinsThatMustMatch: must, pinsThatMustNotMatch: mustNot } = one;
  const reasons = new Map([...must, ...mustNot].map((pin) => [pin, reasonsOf(one, pin)]));
  const matches = (pin: string) => reasons.get(pin)?.includes("pin-matched") === true;
  return {
    valid,
    consensus: one.consensus,
    wrong: mustNot.filter(matches).length,
    missing: must.filter((pin) => !matches(pin)).length,
    exhausted: [...reasons.values()].flat().includes("path-budget-exhausted"),
  };
}

/** What evaluate says of a policy with this pin alone: at the CAs, and at the leaf of a valid path. */
function reasonsOf(one: ChainCase, pin: string): readonly string[] {
  // The host is the runtime's business, and it comes first: core is never asked about such a peer. So
  // is a path for a leaf whose own key is pinned.
  if (!isHost(one)) return [];
  const places = one.expected === "SUCCESS" ? ["leaf", "ca"] : ["ca"];
  return places.map((at) => evaluate(policyFor(pin, at), peerOf(one), timeOf(one)).reason);
}

function policyFor(pin: string, at: string) {
  const pins = [{ spki: `sha256/${pin}`, at }];
  const rule = { host: HOST, includeSubdomains: false, pins, backupPins: [NO_KEY] };
  return parsePolicy({ version: 1, revision: 1, unlistedHosts: "reject", hosts: [rule] });
}

function peerOf({ presented, trustedRoots }: ChainCase) {
  const chain: Chain = {
    kind: "served",
    ders: presented.map(bytesOf),
    anchors: trustedRoots.map(bytesOf),
    verifySignature,
  };
  return { connectHost: HOST, certificateHost: HOST, port: 443, chain };
}

function timeOf({ time }: ChainCase): Date {
  return new Date(time ?? NO_TIME);
}

function isHost({ presented: [leaf], host }: ChainCase): boolean {
  if (leaf === undefined || host === undefined) return true;
  try {
    const legacy = new X509Certificate(bytesOf(leaf)).toLegacyObject();
    return checkServerIdentity(host, legacy) === undefined;
  } catch {
    return false;
  }
}

const HOST = "api.example.com";

const NO_KEY = `sha256/${"A".repeat(43)}=`;

// Those cases were made to be valid on any day, and say "now".
const NO_TIME = "2026-11-23T12:00:00Z";
