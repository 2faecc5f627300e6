import type { Policy } from "@tlspin/core";
import { type ForgedCa, type ForgedParty, forgeRoot } from "@tlspin/testing";
import { beforeAll, describe, expect, test } from "vitest";

import { type Change, diff, type DiffOptions } from "../src/index.ts";
import { chainOf, pin } from "./live.ts";
import { A, AT, B, C, D, policyJson, policyOf, ruleJson } from "./policies.ts";

const HOST = "api.example.com";

let ca: ForgedCa;
let leaf: ForgedParty;
let next: ForgedParty;
beforeAll(async () => {
  ca = await forgeRoot({ name: "Example CA" });
  leaf = await ca.issueLeaf({ hosts: [HOST] });
  next = await ca.issueLeaf({ hosts: [HOST] });
});

describe("diff of pins", () => {
  test("a further pin widens, and says where it stands", () => {
    expect(changes([ruleJson()], [ruleJson({ pins: [A, C] })])).toEqual([
      {
        kind: "widening",
        id: "pin-added",
        hosts: [HOST],
        reason: `accepts a further key: ${C}`,
        newPointer: "/hosts/0/pins/1",
      },
    ]);
  });

  test("a pin less narrows, and without a chain nobody knows whether it bricks", () => {
    expect(changes([ruleJson({ pins: [A, C] })], [ruleJson()])).toEqual([
      expect.objectContaining({
        kind: "narrowing",
        id: "pin-removed",
        oldPointer: "/hosts/0/pins/1",
        needs: "chain",
      }),
    ]);
  });

  test("a pin less bricks where the server has just that key, and else is known to narrow", () => {
    const both = policyOf([ruleJson({ pins: [pin(leaf), pin(next)] })]);
    const one = policyOf([ruleJson({ pins: [pin(next)] })], { revision: 8 });
    const served = (party: ForgedParty) => ({ chains: [chainOf(HOST, party, ca)] });
    expect(kinds(both, one, served(leaf))).toEqual(["bricking pin-removed"]);
    const [change] = changesOf(both, one, served(next));
    expect(change).toMatchObject({ kind: "narrowing", id: "pin-removed" });
    expect(change).not.toHaveProperty("needs");
  });

  test("a promotion neither widens nor narrows; which release it cuts off, releases tell", () => {
    const before = policyOf([ruleJson()]);
    const after = policyOf([ruleJson({ pins: [A, B], backupPins: [C] })], { revision: 8 });
    expect(changesOf(before, after)).toEqual([
      expect.objectContaining({ kind: "widening", id: "pin-added" }),
      expect.objectContaining({ kind: "promotion", id: "backup-promoted", needs: "releases" }),
    ]);
    const old = { name: "desktop 4.1", policy: policyOf([ruleJson({ backupPins: [D] })]) };
    const [cutOff] = changesOf(before, after, { releases: [old] });
    expect(cutOff).toMatchObject({
      kind: "bricking",
      id: "release-cut-off",
      newPointer: "/hosts/0/pins/1",
    });
    expect(kinds(before, after, { releases: [{ name: "4.2", policy: before }] })).toEqual([
      "widening pin-added",
      "promotion backup-promoted",
    ]);
  });

  test("promote the new pin and remove the old bricks the release that has only the old", () => {
    const before = policyOf([ruleJson({ pins: [A, B], backupPins: [C] })]);
    const after = policyOf([ruleJson({ pins: [B], backupPins: [C] })], { revision: 8 });
    const old = { name: "desktop 4.1", policy: policyOf([ruleJson({ backupPins: [D] })]) };
    expect(kinds(before, after, { releases: [old] })).toContain("bricking release-cut-off");
    expect(kinds(before, before, { releases: [old] })).toEqual([]);
  });

  test("a demotion changes no verdict", () => {
    const after = ruleJson({ pins: [B], backupPins: [A] });
    expect(kindsOf([ruleJson()], [after])).toEqual([
      "promotion backup-promoted",
      "promotion pin-demoted",
    ]);
  });

  test("another position is another pin", () => {
    expect(kindsOf([ruleJson()], [ruleJson({ pins: [{ spki: A, at: "ca" }] })])).toEqual([
      "narrowing pin-removed",
      "widening pin-added",
    ]);
  });

  test("a pin that the rule distrusts never counted", () => {
    const distrusted = [{ spki: A }];
    const before = ruleJson({ pins: [A, C], distrusted });
    expect(kindsOf([before], [ruleJson({ pins: [C], distrusted })])).toEqual([
      "neutral pin-removed",
    ]);
    expect(kindsOf([ruleJson({ pins: [C], distrusted })], [before])).toEqual(["neutral pin-added"]);
  });

  test("a distrusted key narrows, and bricks where it is served", () => {
    const before = policyOf([ruleJson({ pins: [pin(leaf)] })]);
    const after = policyOf([ruleJson({ pins: [pin(leaf)], distrusted: [{ spki: pin(leaf) }] })], {
      revision: 8,
    });
    expect(kinds(before, after)).toEqual(["narrowing distrusted-added"]);
    expect(kinds(after, policyOf([ruleJson({ pins: [pin(leaf)] })], { revision: 9 }))).toEqual([
      "widening distrusted-removed",
    ]);
    const chains = [chainOf(HOST, leaf, ca)];
    expect(kinds(before, after, { chains })).toEqual(["bricking distrusted-added"]);
  });
});

describe("diff of hosts", () => {
  const above = ruleJson({ host: "example.com", includeSubdomains: true, pins: [C] });

  test("a rule more pins a host that was open", () => {
    expect(changes([above], [above, ruleJson({ host: "example.org" })])).toEqual([
      expect.objectContaining({
        kind: "narrowing",
        id: "host-pinned",
        hosts: ["example.org"],
        newPointer: "/hosts/1",
        needs: "chain",
      }),
    ]);
  });

  test("a rule less opens a host, or leaves it to the rule above", () => {
    expect(kindsOf([ruleJson(), ruleJson({ host: "example.org" })], [ruleJson()])).toEqual([
      "opening host-unpinned",
    ]);
    expect(changes([above, ruleJson()], [above])).toEqual([
      expect.objectContaining({ kind: "narrowing", id: "pin-removed", hosts: [HOST] }),
      expect.objectContaining({ kind: "widening", id: "pin-added", newPointer: "/hosts/0/pins/0" }),
      expect.objectContaining({ kind: "neutral", id: "rule-moved" }),
    ]);
  });

  test("where unlisted hosts are refused, a rule more lets in and a rule less shuts out", () => {
    const reject = { unlistedHosts: "reject" };
    const [one, two] = [
      policyOf([above], reject),
      policyOf([above, ruleJson({ host: "example.org" })], { ...reject, revision: 8 }),
    ];
    expect(kinds(one, two)).toEqual(["widening host-added"]);
    expect(kinds(two, policyOf([above], { ...reject, revision: 9 }))).toEqual([
      "bricking host-refused",
    ]);
  });

  test("includeSubdomains is about the names below", () => {
    const narrow = { ...above, includeSubdomains: false };
    expect(changes([above], [narrow])).toEqual([
      expect.objectContaining({
        kind: "opening",
        id: "host-unpinned",
        hosts: ["names below example.com"],
        oldPointer: "/hosts/0",
      }),
    ]);
    expect(kindsOf([narrow], [above])).toEqual(["narrowing host-pinned"]);
  });

  test("an exclusion opens, and its end pins", () => {
    const excluded = { host: HOST, includeSubdomains: false, exclude: true };
    expect(kindsOf([above], [above, excluded])).toEqual(["opening host-unpinned"]);
    expect(kindsOf([above, excluded], [above])).toEqual(["narrowing host-pinned"]);
    expect(
      kindsOf([ruleJson({ host: "example.org" }), excluded], [ruleJson({ host: "example.org" })]),
    ).toEqual(["neutral exclusion-changed"]);
  });

  test("a mode that only reports opens; enforcing narrows", () => {
    const reported = ruleJson({ mode: "report-only" });
    expect(kindsOf([ruleJson()], [reported])).toEqual(["opening enforcement-dropped"]);
    expect(kindsOf([reported], [ruleJson()])).toEqual(["narrowing enforcement-added"]);
    expect(kindsOf([reported], [ruleJson({ mode: "report-only", pins: [C] })])).toEqual([
      "neutral pin-added",
      "neutral pin-removed",
    ]);
    expect(kindsOf([above], [above, { ...reported, host: "example.org" }])).toEqual([
      "neutral host-reported",
    ]);
    expect(kindsOf([above, { ...reported, host: "example.org" }], [above])).toEqual([
      "neutral host-reported",
    ]);
    const stolen = { ...reported, host: "example.org", distrusted: [{ spki: D }] };
    expect(kindsOf([above], [above, stolen])).toEqual(["narrowing distrusted-added"]);
    expect(kindsOf([above, stolen], [above])).toEqual(["widening distrusted-removed"]);
  });

  test("unlisted hosts: refusing them narrows, allowing them opens", () => {
    const [open, closed] = [
      policyOf([ruleJson()]),
      policyOf([ruleJson()], { unlistedHosts: "reject", revision: 8 }),
    ];
    expect(changesOf(open, closed)).toEqual([
      expect.objectContaining({
        kind: "narrowing",
        id: "host-refused",
        hosts: ["names below api.example.com", "every other host"],
        needs: "chain",
      }),
    ]);
    expect(kinds(closed, policyOf([ruleJson()], { revision: 9 }))).toEqual([
      "opening host-unpinned",
    ]);
  });

  test("an owned domain refuses its unlisted hosts", () => {
    const owned = policyOf([ruleJson()], { ownedDomains: ["example.com"], revision: 8 });
    expect(changesOf(policyOf([ruleJson()]), owned)).toEqual([
      expect.objectContaining({
        kind: "narrowing",
        hosts: ["names below api.example.com", "example.com", "names below example.com"],
      }),
    ]);
    expect(kinds(owned, policyOf([ruleJson()], { revision: 9 }))).toEqual([
      "opening host-unpinned",
    ]);
  });

  test("an owned address no longer counts beside a name once that has a rule", () => {
    const owned = { ownedDomains: ["example.com", "192.0.2.1"] };
    const excluded = { host: "www.example.com", includeSubdomains: false, exclude: true };
    const [one, two] = [
      policyOf([ruleJson()], owned),
      policyOf([ruleJson(), excluded], { ...owned, revision: 8 }),
    ];
    expect(kinds(one, two)).toContain("widening address-rule-changed");
  });

  test("a chain of a host below a rule tells of the names below it", () => {
    const narrow = { ...above, includeSubdomains: false };
    const chains = [chainOf("deep.www.example.com", leaf, ca)];
    const [found] = changesOf(policyOf([narrow]), policyOf([above], { revision: 8 }), { chains });
    expect(found).toMatchObject({ kind: "bricking", id: "host-pinned" });
    expect(found?.reason).toContain("deep.www.example.com:443");
  });
});

describe("diff of dates", () => {
  const until = (expires: string, onExpiry = "reject") => ruleJson({ expires, onExpiry });

  test.each([
    ["later", until("2027-01-31"), until("2027-06-30"), ["widening expiry-changed"]],
    ["earlier", until("2027-06-30"), until("2027-01-31"), ["narrowing expiry-changed"]],
    ["in the past", until("2027-06-30"), until("2026-11-22"), ["bricking expiry-changed"]],
    ["never", until("2027-06-30"), ruleJson(), ["widening expiry-changed"]],
    ["once", ruleJson(), until("2027-06-30"), ["narrowing expiry-changed"]],
    ["failing open", until("2027-06-30"), until("2027-06-30", "unpin"), ["opening expiry-changed"]],
    [
      "failing closed",
      until("2027-06-30", "unpin"),
      until("2027-06-30"),
      ["narrowing expiry-changed"],
    ],
    [
      "open earlier",
      until("2027-06-30", "unpin"),
      until("2027-01-31", "unpin"),
      ["opening expiry-changed"],
    ],
    [
      "open later",
      until("2027-01-31", "unpin"),
      until("2027-06-30", "unpin"),
      ["narrowing expiry-changed"],
    ],
    ["no date, no effect", ruleJson(), ruleJson({ onExpiry: "unpin" }), ["neutral text-changed"]],
    [
      "open instead of shut, later",
      until("2027-01-31"),
      until("2027-06-30", "unpin"),
      ["opening expiry-changed", "widening expiry-changed"],
    ],
  ])("expires %s", (_, before, after, expected) => {
    expect(kindsOf([before], [after])).toEqual(expected);
  });

  test("says between which days", () => {
    const [change] = changes([until("2027-01-31")], [until("2027-06-30")]);
    expect(change?.reason).toContain("from 2027-02-01 on until 2027-06-30");
  });

  test.each([
    ["2026-11-01T00:00:00Z", "narrowing"],
    ["2026-12-01T00:00:00Z", "bricking"],
  ])("issued at %s is %s; without it, widening", (issued, kind) => {
    const [none, some] = [policyOf([ruleJson()]), policyOf([ruleJson()], { issued, revision: 8 })];
    expect(kinds(none, some)).toEqual([`${kind} issued-changed`]);
    expect(kinds(some, policyOf([ruleJson()], { revision: 9 }))).toEqual([
      "widening issued-changed",
    ]);
  });

  test("issued does not matter where nothing is enforced", () => {
    const rules = [ruleJson({ mode: "report-only" })];
    const some = policyOf(rules, { issued: "2026-12-01T00:00:00Z", revision: 8 });
    expect(kinds(policyOf(rules), some)).toEqual(["neutral issued-changed"]);
  });
});

describe("diff of the whole policy", () => {
  test("minTls: raised narrows or bricks, lowered widens", () => {
    const [low, high] = [
      policyOf([ruleJson()]),
      policyOf([ruleJson()], { minTls: "1.3", revision: 8 }),
    ];
    const chain = chainOf(HOST, leaf, ca);
    expect(changesOf(low, high)).toEqual([
      expect.objectContaining({ kind: "narrowing", id: "min-tls-raised", needs: "chain" }),
    ]);
    expect(kinds(low, high, { chains: [{ ...chain, protocol: "TLSv1.2" }] })).toEqual([
      "bricking min-tls-raised",
    ]);
    expect(changesOf(low, high, { chains: [chain] })[0]).not.toHaveProperty("needs");
    expect(kinds(high, policyOf([ruleJson()], { revision: 9 }))).toEqual([
      "widening min-tls-lowered",
    ]);
  });

  test("a revision that does not grow is refused by apps", () => {
    const after = policyOf([ruleJson({ pins: [A, C] })]);
    expect(changesOf(policyOf([ruleJson()]), after)[0]).toMatchObject({
      kind: "bricking",
      id: "revision-not-raised",
      newPointer: "/revision",
    });
    expect(
      diff(policyOf([ruleJson()]), policyOf([ruleJson()], { revision: 8 }), { at: AT }).changes,
    ).toEqual([
      expect.objectContaining({
        kind: "neutral",
        id: "revision-raised",
        reason: "the revision goes from 7 to 8",
      }),
    ]);
  });

  test("notes and order change no verdict", () => {
    expect(kindsOf([ruleJson()], [ruleJson({ note: "ours" })])).toEqual(["neutral text-changed"]);
  });

  test("counts each kind, and puts the worst first", () => {
    const after = policyOf([ruleJson({ pins: [C], mode: "enforce" })], {
      minTls: "1.3",
      revision: 8,
    });
    const { changes: found, counts } = diff(policyOf([ruleJson()]), after, { at: AT });
    expect(counts).toEqual({
      opening: 0,
      bricking: 0,
      narrowing: 2,
      widening: 1,
      promotion: 0,
      neutral: 1,
    });
    expect(found.map(({ kind }) => kind)).toEqual([
      "narrowing",
      "narrowing",
      "widening",
      "neutral",
    ]);
  });

  test("refuses a time that is none, and what parsePolicy did not make", () => {
    const policy = policyOf([ruleJson()]);
    expect(() => diff(policy, policy, { at: new Date(Number.NaN) })).toThrow("at: is no time");
    expect(() => diff(policy, policyJson() as unknown as Policy, { at: AT })).toThrow(
      "parsePolicy",
    );
  });
});

type Json = Readonly<Record<string, unknown>>;

function changes(before: readonly Json[], after: readonly Json[]): readonly Change[] {
  return changesOf(policyOf(before), policyOf(after, { revision: 8 }));
}

function kindsOf(before: readonly Json[], after: readonly Json[]): readonly string[] {
  return changes(before, after).map(({ kind, id }) => `${kind} ${id}`);
}

/** Without the raised revision, which every change has. */
function changesOf(
  before: Policy,
  after: Policy,
  evidence: DiffOptions["evidence"] = {},
): readonly Change[] {
  return diff(before, after, { at: AT, evidence }).changes.filter(
    ({ id }) => id !== "revision-raised",
  );
}

function kinds(
  before: Policy,
  after: Policy,
  evidence?: DiffOptions["evidence"],
): readonly string[] {
  return changesOf(before, after, evidence).map(({ kind, id }) => `${kind} ${id}`);
}
