import {
  canonicalHostname,
  certificatePinOf,
  evaluate,
  parsePolicy,
  type Peer,
  pinOf,
  type Policy,
  PolicyError,
} from "@tlspin/core";
import { type ForgedParty, forgeRoot } from "@tlspin/testing";
import * as fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";

import { type Diff, diff } from "../src/index.ts";
import { AT } from "./policies.ts";

// Few hosts, keys and days, so that random policies meet.
const HOSTS = [
  "example.com",
  "api.example.com",
  "v1.api.example.com",
  "example.org",
  "192.0.2.1",
  "2001:db8::1",
];
const ASKED = [...HOSTS, "x.example.com", "x.v1.api.example.com", "example.net", "192.0.2.2"];
const DAYS = ["2026-11-01", "2026-11-30", "2026-12-31"];
const TIMES = ["2026-10-15", "2026-11-23", "2026-12-15", "2027-02-01"].map((day) => new Date(day));

let chains: readonly (readonly Uint8Array[])[];
let pins: readonly object[];
let distrusted: readonly object[];
let tried: readonly Tried[];
beforeAll(async () => {
  const root = await forgeRoot({ name: "Example Root" });
  const cas = [await root.issueCa({ name: "CA 1" }), await root.issueCa({ name: "CA 2" })];
  const made: Uint8Array[][] = [];
  const parties: ForgedParty[] = [...cas];
  for (const ca of cas) {
    for (const host of ["a.example", "b.example"]) {
      const leaf = await ca.issueLeaf({ hosts: [host] });
      parties.push(leaf);
      made.push([leaf.certificate, ca.certificate]);
    }
  }
  chains = [...made, []];
  distrusted = parties.flatMap(({ spki, certificate }) => [
    { spki: pinOf(spki) },
    { certificate: certificatePinOf(certificate) },
  ]);
  pins = distrusted.flatMap((key) => [
    { ...key, at: "leaf" },
    { ...key, at: "ca" },
  ]);
  tried = tryPairs();
});

describe("diff", () => {
  test("finds nothing between a policy and itself", () => {
    fc.assert(
      fc.property(policies(), (policy) => {
        expect(diff(policy, policy, { at: AT }).changes).toEqual([]);
      }),
    );
  });

  test("where it reports no opening and no widening, nothing is accepted that was refused", () => {
    const tame = tried.filter(({ counts }) => counts.opening + counts.widening === 0);
    expect(tame.length).toBeGreaterThan(100);
    expect(tame.filter(({ accepts }) => accepts)).toEqual([]);
  });

  test("where it reports no narrowing and no bricking, nothing is refused that was accepted", () => {
    const tame = tried.filter(({ counts }) => counts.narrowing + counts.bricking === 0);
    expect(tame.length).toBeGreaterThan(100);
    expect(tame.filter(({ refuses }) => refuses)).toEqual([]);
  });

  test("and the brute force is not blind: there is much to be accepted and refused anew", () => {
    expect(tried.filter(({ accepts }) => accepts).length).toBeGreaterThan(100);
    expect(tried.filter(({ refuses }) => refuses).length).toBeGreaterThan(100);
  });

  test("a chain of the evidence that is refused anew is always bricking", () => {
    const asked = fc.tuple(pairs(), fc.constantFrom(...ASKED), fc.nat(3));
    fc.assert(
      fc.property(asked, ([[before, after], host, index]) => {
        const peer = peerOf(host, host, chains[index] ?? []);
        const evidence = { chains: [{ host, chain: peer.chain, from: "live" }] };
        if (!isRefusedAnew(before, after, { peer, at: AT })) return;
        expect(diff(before, after, { at: AT, evidence }).counts.bricking).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});

interface Asked {
  readonly peer: Peer;
  readonly at: Date;
}

/** What diff says of a pair, and what every peer says. */
interface Tried {
  readonly pair: readonly [Policy, Policy];
  readonly counts: Diff["counts"];
  readonly accepts: boolean;
  readonly refuses: boolean;
}

function tryPairs(): readonly Tried[] {
  const peers = everyPeer();
  return fc.sample(pairs(), { numRuns: 400, seed: 42 }).map((pair) => {
    const [before, after] = pair;
    return {
      pair,
      counts: diff(before, after, { at: AT }).counts,
      accepts: peers.some((asked) => isAcceptedAnew(before, after, asked)),
      refuses: peers.some((asked) => isRefusedAnew(before, after, asked)),
    };
  });
}

function isAcceptedAnew(before: Policy, after: Policy, { peer, at }: Asked): boolean {
  return (
    evaluate(after, peer, at).decision === "allow" &&
    evaluate(before, peer, at).decision === "reject"
  );
}

function isRefusedAnew(before: Policy, after: Policy, asked: Asked): boolean {
  return isAcceptedAnew(after, before, asked);
}

/** Every host by every chain at every time, and names dialled at addresses. */
function everyPeer(): readonly Asked[] {
  const names = ASKED.map((host) => [host, host] as const);
  const dialled = ["192.0.2.1", "192.0.2.2", "example.com"].flatMap((connect) =>
    ["api.example.com", "example.net", "2001:db8::1"].map((host) => [connect, host] as const),
  );
  return [...names, ...dialled].flatMap(([connect, host]) =>
    chains.flatMap((ders) => TIMES.map((at) => ({ peer: peerOf(connect, host, ders), at }))),
  );
}

function peerOf(connectHost: string, certificateHost: string, ders: readonly Uint8Array[]): Peer {
  return { connectHost, certificateHost, port: 443, chain: { kind: "verified", ders } };
}

/** Two policies: unrelated ones, or the second with one difference only. */
function pairs(): fc.Arbitrary<readonly [Policy, Policy]> {
  const related = fc
    .tuple(policyJsons(), policyJsons(), fc.nat(30))
    .map(([one, other, n]) => [one, withOneOf(one, other, n)] as const);
  const unrelated = fc.tuple(policyJsons(), policyJsons());
  return fc
    .oneof({ weight: 4, arbitrary: related }, unrelated)
    .map(([one, other]) => [parsed(one), parsed({ ...other, revision: 2 })] as const)
    .filter((pair): pair is readonly [Policy, Policy] => !pair.includes(undefined));
}

/** A policy that takes one member over from another: of its head, or of one of its rules. */
function withOneOf(one: PolicyJson, other: PolicyJson, n: number): PolicyJson {
  const head = ["unlistedHosts", "issued", "ownedDomains"][n];
  if (head !== undefined) return copied(one, other, head);

  const index = n % one.hosts.length;
  const theirs = other.hosts[n % other.hosts.length];
  const ours = one.hosts[index];
  if (ours === undefined || theirs === undefined) return one;
  if (n > 25) return { ...one, hosts: one.hosts.toSpliced(index, 1) };
  if (n > 20) return { ...one, hosts: [...one.hosts, theirs] };
  return { ...one, hosts: one.hosts.with(index, copied(ours, theirs, RULE_KEYS[n % 8] ?? "")) };
}

function copied<Json extends object>(one: Json, other: object, key: string): Json {
  const value = Object.entries(other).find(([name]) => name === key)?.[1];
  return { ...one, [key]: value };
}

function policies(): fc.Arbitrary<Policy> {
  return policyJsons()
    .map(parsed)
    .filter((policy) => policy !== undefined);
}

function parsed(json: object): Policy | undefined {
  try {
    return parsePolicy(json);
  } catch (error) {
    if (error instanceof PolicyError) return undefined;
    throw error;
  }
}

function policyJsons(): fc.Arbitrary<PolicyJson> {
  return fc.tuple(heads(), rulesByHost()).map(([head, hosts]) => ({ ...head, hosts }));
}

function heads(): fc.Arbitrary<object> {
  return fc.record(
    {
      version: fc.constant(1),
      revision: fc.constant(1),
      unlistedHosts: fc.constantFrom("unpinned", "reject"),
      issued: fc.constantFrom("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"),
      ownedDomains: fc.constantFrom([...HOSTS], [...HOSTS, "192.0.2.2"], ["example.com"]),
    },
    { requiredKeys: ["version", "revision", "unlistedHosts"] },
  );
}

interface RuleJson {
  readonly host: string;
}

interface PolicyJson {
  readonly hosts: readonly RuleJson[];
}

const RULE_KEYS = [
  "includeSubdomains",
  "mode",
  "pins",
  "backupPins",
  "distrusted",
  "expires",
  "onExpiry",
  "exclude",
];

function rulesByHost(): fc.Arbitrary<readonly RuleJson[]> {
  return fc
    .subarray(HOSTS, { minLength: 1 })
    .chain((hosts) => fc.tuple(...hosts.map((host) => fc.oneof(pinned(host), excluded(host)))));
}

function pinned(host: string): fc.Arbitrary<RuleJson> {
  return fc
    .record(
      {
        includeSubdomains: fc.boolean(),
        mode: fc.constantFrom("enforce", "report-only"),
        accepted: fc.shuffledSubarray([...pins], { minLength: 2, maxLength: 4 }),
        distrusted: fc.subarray([...distrusted], { maxLength: 2 }),
        expires: fc.constantFrom(...DAYS),
        onExpiry: fc.constantFrom("reject", "unpin"),
      },
      { requiredKeys: ["includeSubdomains", "accepted"] },
    )
    .map(({ accepted: [first, ...backupPins], includeSubdomains, ...rest }) => ({
      host,
      includeSubdomains: includeSubdomains && !isAddress(host),
      pins: [first],
      backupPins,
      ...rest,
    }));
}

function excluded(host: string): fc.Arbitrary<RuleJson> {
  return fc
    .boolean()
    .map((all) => ({ host, exclude: true, includeSubdomains: all && !isAddress(host) }));
}

function isAddress(host: string): boolean {
  return /^[\d.]+$|:/.test(canonicalHostname(host));
}
