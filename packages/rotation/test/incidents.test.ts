import { describe, expect, test } from "vitest";

import type { Finding } from "../src/index.ts";
import { pin } from "./keys.ts";
import { at, ca, policyOf, simulated } from "./scene.ts";

// What happened to others, as they told it. Each must be found before it happens. Where no day is
// public, the day is ours.

const [A, B, C, D] = [pin("A"), pin("B"), pin("C"), pin("D")];

test("Smashing Magazine 2016: a new key before the old pins had aged out", () => {
  // HPKP pins live in browsers for a year, and then open.
  const visited = policyOf([A], [B], { expires: "2017-09-30", onExpiry: "unpin" });
  const { first, counterExample } = simulated({
    releases: [
      { app: "visitors", version: "of September", policy: visited, released: "2016-09-01" },
      {
        app: "visitors",
        version: "of October",
        policy: policyOf([C], [D]),
        released: "2016-10-21",
      },
    ],
    curve: { halfLifeDays: 90 },
    hosts: [
      host([
        ["2016-01-01", ["A"]],
        ["2016-10-21", ["C"]],
      ]),
    ],
    from: "2016-09-15",
    until: "2017-10-15",
  });
  expect(first).toMatchObject({ outcome: "refuses", from: at("2016-10-21"), share: 1 });
  expect(counterExample).toBe(
    "visitors of September, 100 % of its users, is refused from 2016-10-21, when api.example.com starts serving key C, because it knows only A and B",
  );
});

test("Barclays 2016: the pin of an intermediate that its CA had given up", () => {
  const { counterExample, findings } = simulated({
    releases: [
      { app: "bank", version: "1", policy: policyOf([ca("O")], [ca("P")]), released: "2016-01-01" },
    ],
    hosts: [
      host([
        ["2016-01-01", ["A", "O", "R"]],
        ["2016-11-24", ["A", "N", "R"]],
      ]),
    ],
    from: "2016-11-01",
    until: "2017-01-01",
    keys: NAMES,
  });
  expect(findings).toHaveLength(1);
  expect(counterExample).toContain(
    "is refused from 2016-11-24, when api.example.com starts serving key A under N and R, because it knows only O and P",
  );
});

test("Expensify 2026: a leaf and its own intermediate, twice in a month", () => {
  const shipped = (leaf: string, issuer: string) => policyOf([pin(leaf)], [ca(issuer)]);
  const { findings } = simulated({
    releases: [
      { app: "mobile", version: "9.0", policy: shipped("A", "I"), released: "2026-01-01" },
      { app: "mobile", version: "9.1", policy: shipped("B", "J"), released: "2026-07-08" },
    ],
    curve: { halfLifeDays: 7 },
    hosts: [
      host([
        ["2026-01-01", ["A", "I", "R"]],
        ["2026-07-07", ["B", "J", "R"]],
        ["2026-07-24", ["C", "K", "S"]],
      ]),
    ],
    from: "2026-07-01",
    until: "2026-08-01",
  });
  expect(findings.map(whatWhen)).toEqual(["9.0 refuses 2026-07-07", "9.1 refuses 2026-07-24"]);
  expect(findings[1]?.share).toBeGreaterThan(0.75);
});

test("Brave 2026: root pins, when the root store begins to hold the intermediates", () => {
  const { counterExample, findings } = simulated({
    releases: [
      {
        app: "browser",
        version: "1.86",
        policy: policyOf([ca("R")], [ca("S")]),
        released: "2025-12-01",
      },
      // An intermediate beside the root is found on both paths.
      {
        app: "browser",
        version: "1.87",
        policy: policyOf([ca("R")], [ca("I")]),
        released: "2025-12-01",
      },
    ],
    samples: ["1.86", "1.87"].map((version) => ({
      at: at("2025-12-15"),
      release: { version },
      weight: 1,
    })),
    hosts: [
      {
        host: "api.example.com",
        serves: [
          { from: "2025-01-01", paths: [["A", "I", "R"]] },
          // The same chain is served, and those whose store is newer stop at its intermediate.
          {
            from: "2026-01-13",
            paths: [["A", "I", "R"], { keys: ["A", "I"], platforms: ["tlspin"] }],
          },
        ],
      },
    ],
    from: "2026-01-01",
    until: "2026-03-01",
  });
  expect(findings.map(whatWhen)).toEqual(["1.86 refuses 2026-01-13"]);
  expect(counterExample).toContain("starts serving key A under I, because it knows only R and");
});

test("cert-manager 1.18: an upgrade that makes a new key at each renewal", () => {
  const pinned = policyOf([A], [B]);
  const served = (keys: readonly string[]) =>
    simulated({
      releases: [{ version: "4.0", policy: pinned, released: "2025-01-01" }],
      // A certificate of 90 days is renewed after 60. The upgrade is of 2025-06-10.
      hosts: [
        host(["2025-03-01", "2025-04-30", "2025-06-29"].map((day, i) => [day, [keys[i] ?? ""]])),
      ],
      from: "2025-03-01",
      until: "2025-09-01",
    });
  expect(served(["A", "A", "A"]).findings).toEqual([]); // rotationPolicy: Never
  expect(served(["A", "A", "C"]).findings.map(whatWhen)).toEqual(["4.0 refuses 2025-06-29"]);
});

describe("certificates of 47 days, and users who take 60 to update", () => {
  const days = Array.from({ length: 6 }, (_, i) =>
    new Date(Date.UTC(2029, 2, 15 + 47 * i)).toISOString().slice(0, 10),
  );
  const letters = ["A", "B", "C", "D", "E", "F", "G", "H"];
  // Each release knows the key of the day and the next one.
  const releases = days.map((day, i) => ({
    version: `${i}`,
    policy: policyOf([pin(letters[i] ?? "")], [pin(letters[i + 1] ?? "")], { revision: i }),
    released: day,
  }));

  test("a key that lives as long as its certificate cuts off who has not updated by then", () => {
    const { first, populations } = simulated({
      releases,
      curve: { halfLifeDays: 20 }, // after 60 days, one in eight has not updated
      hosts: [host(days.map((day, i) => [day, [letters[i] ?? ""]]))],
      from: days[0] ?? "",
      until: "2029-12-01",
    });
    // Two certificates after the first release, the third key is served.
    expect(first).toMatchObject({ release: { version: "0" }, from: at(days[2] ?? "") });
    expect(populations[0]?.cutOff.share).toBeGreaterThan(0.15);
  });

  test("a key that outlives four certificates cuts off nobody", () => {
    const { populations } = simulated({
      releases,
      curve: { halfLifeDays: 5 },
      hosts: [
        host([
          [days[0] ?? "", ["A"]],
          [days[1] ?? "", ["B"]],
        ]),
      ],
      from: days[0] ?? "",
      until: days[2] ?? "",
    });
    expect(populations[0]?.cutOff).toEqual({ share: 0 });
  });
});

describe('"promote the new pin, remove the old one, then rotate the server"', () => {
  const rotated = host([
    ["2026-01-01", ["A"]],
    ["2027-02-01", ["B"]],
  ]);
  const first = { version: "1", policy: policyOf([A], [B]), released: "2026-06-01" };

  test("cuts off exactly those who update, from their update until the server moves", () => {
    const promoted = {
      version: "2",
      policy: policyOf([B], [C], { revision: 2 }),
      released: "2027-01-01",
    };
    const { findings, counterExample } = simulated({
      releases: [first, promoted],
      curve: { halfLifeDays: 14 },
      hosts: [rotated],
      until: "2027-12-01",
    });
    expect(findings.map(whatWhen)).toEqual(["2 refuses 2027-01-01"]);
    expect(findings[0]?.until).toBe(at("2027-02-01"));
    expect(counterExample).toBe(
      "desktop 2, 78.5 % of its users, is refused from 2027-01-01, the day it is out, while api.example.com serves key A, because it knows only B and C",
    );
  });

  test("and whoever still has a release that never knew the new key", () => {
    const older = {
      version: "0",
      policy: policyOf([A], [D], { revision: 0 }),
      released: "2026-01-01",
    };
    const { findings } = simulated({
      releases: [older, first],
      curve: { halfLifeDays: 90 },
      hosts: [rotated],
      until: "2027-12-01",
    });
    expect(findings.map(whatWhen)).toEqual(["0 refuses 2027-02-01"]);
  });

  test("the safe order removes the old pin last: nobody is cut off", () => {
    const both = {
      version: "2",
      policy: policyOf([A], [B, C], { revision: 2 }),
      released: "2027-01-01",
    };
    const moved = {
      version: "3",
      policy: policyOf([B], [C], { revision: 3 }),
      released: "2027-02-15",
    };
    const { findings, populations } = simulated({
      releases: [first, both, moved],
      curve: { halfLifeDays: 14 },
      hosts: [rotated],
      until: "2027-12-01",
    });
    expect(findings).toEqual([]);
    expect(populations[0]?.cutOff.share).toBe(0);
  });

  test("and not before the servers have all moved", () => {
    const early = {
      version: "3",
      policy: policyOf([B], [C], { revision: 3 }),
      released: "2027-02-02",
    };
    const { findings } = simulated({
      releases: [first, early],
      curve: { halfLifeDays: 14 },
      hosts: [
        {
          host: "api.example.com",
          serves: [
            { from: "2026-01-01", paths: [["A"]] },
            { from: "2027-02-01", rollOutDays: 3, paths: [["B"]] },
          ],
        },
      ],
      until: "2027-12-01",
    });
    expect(findings.map(whatWhen)).toEqual(["3 refuses 2027-02-02"]);
    expect(findings[0]?.until).toBe(at("2027-02-04"));
  });
});

const NAMES = { P: pin("P") };

function host(served: readonly (readonly unknown[])[]): object {
  return {
    host: "api.example.com",
    serves: served.map(([from, path]) => ({ from, paths: [path] })),
  };
}

function whatWhen({ release, outcome, from }: Finding): string {
  return `${release.version} ${outcome} ${new Date(from).toISOString().slice(0, 10)}`;
}
