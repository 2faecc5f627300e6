import { describe, expect, test } from "vitest";

import {
  calendarOf,
  calendarSvg,
  fleetShares,
  parseSteps,
  type ReleaseShares,
  serverSteps,
} from "../src/calendar/index.ts";
import { parseServers, RotationFileError } from "../src/index.ts";
import { AT } from "./example.ts";
import { pin } from "./keys.ts";
import { at, policyOf, sceneOf } from "./scene.ts";

describe("parseSteps", () => {
  test("reads a list of steps", () => {
    const steps = [
      { id: "publish-b", on: "2026-12-01", title: "Ship key B" },
      {
        id: "serve-b",
        on: "2027-02-03",
        title: "Serve key B",
        todo: "Deploy its certificate.",
        host: "api.example.com",
        key: pin("B"),
        state: "active",
        done: false,
      },
    ];
    expect(parseSteps({ name: "steps.json", text: JSON.stringify(steps) })).toEqual(
      steps.map((step) => ({ ...step, from: "steps.json" })),
    );
  });

  test("reads the steps of a document, such as that of tlspin rotate plan --json", () => {
    const steps = [{ id: "publish-b", on: "2026-12-01", title: "Ship key B" }];
    const text = JSON.stringify({ host: "api.example.com", steps });
    expect(parseSteps({ name: "plan.json", text })).toEqual([{ ...steps[0], from: "plan.json" }]);
  });

  test.each([
    ["{", "", "is not JSON"],
    ["7", "", "must be a list"],
    ["{}", "/steps", '"steps" is missing'],
    ['{"steps":[7]}', "/steps/0", "must be an object"],
    ['[{"id":"a","on":"2027-02-03","title":"x","on":"2028-02-03"}]', "/0/on", "stands twice"],
    ["\uFEFF[]", "", "begins with a byte order mark"],
    ['[{"id":"a","on":"2027-02-30","title":"x"}]', "/0/on", "must be a day"],
    ['[{"id":"a","on":"2027-02-03"}]', "/0/title", '"title" is missing'],
    ['[{"id":"a","on":"2027-02-03","title":"x","state":"ready"}]', "/0/state", "must be reserve"],
    ['[{"id":"a","on":"2027-02-03","title":"x","key":"B"}]', "/0/key", "must be a pin"],
    ['[{"id":"a","on":"2027-02-03","title":"x","when":1}]', "/0/when", '"when" is no key'],
    [
      '[{"id":"a","on":"2027-02-03","title":"x"},{"id":"a","on":"2027-02-04","title":"y"}]',
      "",
      "names two steps with one id",
    ],
  ])("%s is an error that says where", (text, pointer, message) => {
    const read = () => parseSteps({ name: "steps.json", text });
    expect(read).toThrow(RotationFileError);
    expect(read).toThrow(message);
    expect(problemsOf(read)).toContainEqual(expect.objectContaining({ pointer }));
  });
});

describe("fleetShares", () => {
  const releases = [
    { version: "4.1", policy: policyOf([pin("A")], [pin("B")]), released: "2026-06-01" },
    {
      version: "4.2",
      policy: policyOf([pin("A")], [pin("B"), pin("C")], { revision: 2 }),
      released: "2026-10-01",
    },
  ];
  const span = { from: "2026-10-01", to: "2027-03-31" };

  test("samples each week of the span, and the shares of each day make up the whole", () => {
    const { fleet } = sceneOf({ releases, hosts: [], curve: { halfLifeDays: 30 } });
    const shares = fleetShares(fleet, span);
    expect(shares.map(({ release }) => release)).toEqual(["desktop 4.1", "desktop 4.2"]);
    const [older = [], newer = []] = shares.map(({ points }) => points.map(({ share }) => share));
    expect(older.length).toBeGreaterThanOrEqual(26);
    for (const [index, share] of older.entries())
      expect(share + (newer[index] ?? 0)).toBeCloseTo(1);
    expect(shareOn(shares[0], "2026-10-29")).toBeCloseTo(2 ** (-28 / 30));
    expect(shares[0]).not.toHaveProperty("counted");
  });

  test("tells between which days users were counted", () => {
    const counts = [
      ["2026-10-15", 80, 20],
      ["2026-11-20", 40, 60],
    ] as const;
    const samples = counts.flatMap(([day, older, newer]) => [
      { at: at(day), release: { version: "4.1" }, weight: older },
      { at: at(day), release: { version: "4.2" }, weight: newer },
      { at: at(day), release: { version: "3.9" }, weight: 0.001 },
    ]);
    const { fleet } = sceneOf({ releases, hosts: [], samples, curve: { halfLifeDays: 30 } });
    const [older] = fleetShares(fleet, span);
    expect(older?.counted).toEqual({ from: "2026-10-15", until: "2026-11-20" });
    expect(shareOn(older, "2026-11-20")).toBeCloseTo(0.4);

    const svg = calendarSvg(calendarOf({ fleet }, AT, { until: span.to }));
    expect(calendarOf({ fleet }, AT).gaps).toEqual(["desktop 3.9: the release, which users have"]);
    expect(svg.match(/class="curve"/g)).toHaveLength(2);
    expect(svg.match(/class="curve assumed"/g)).toHaveLength(4);
  });

  test("names the system where it is not tlspin that matches", () => {
    const [first] = releases;
    const wish = {
      ...first,
      version: "4.1",
      policy: policyOf([pin("A")], [pin("B")]),
      released: "2026-06-01",
      platform: "okhttp",
    } as const;
    const [shares] = fleetShares(sceneOf({ releases: [wish], hosts: [] }).fleet, span);
    expect(shares?.release).toBe("desktop 4.1 (okhttp)");
  });
});

describe("serverSteps", () => {
  const servers = parseServers({
    name: "servers.json",
    text: JSON.stringify({
      version: 1,
      keys: { A: pin("A"), B: pin("B"), CA: pin("C") },
      hosts: [
        {
          host: "api.example.com",
          serves: [
            { from: "2026-01-01", paths: [["A", "CA"]] },
            { from: "2027-01-14", rollOutDays: 2, paths: [["B", "CA"]] },
          ],
        },
      ],
    }),
  });

  test("are when a key begins to be served, and when it no longer is, roll-out included", () => {
    const steps = serverSteps(servers, at("2026-11-25"));
    expect(steps.map(({ id, on, state, done }) => [id, on, state, done])).toEqual([
      ["serve/api.example.com/A", "2026-01-01", "active", true],
      ["end/api.example.com/A", "2027-01-16", "retired", false],
      ["serve/api.example.com/B", "2027-01-14", "active", false],
    ]);
  });

  test("are drawn where the policy names the key", () => {
    const policy = policyOf([pin("A")], [pin("B")]);
    const { lanes } = calendarOf({ policy, steps: serverSteps(servers, AT.getTime()) }, AT);
    expect(lanes.map(({ bars }) => bars.map(({ kind, from }) => [kind, from]))).toEqual([
      [
        ["active", "2026-10-01"],
        ["retired", "2027-01-16"],
      ],
      [
        ["backup pin", "2026-10-01"],
        ["active", "2027-01-14"],
      ],
    ]);
  });
});

function shareOn(shares: ReleaseShares | undefined, day: string): number | undefined {
  return shares?.points.find(({ on }) => on === day)?.share;
}

function problemsOf(read: () => unknown): RotationFileError["problems"] {
  try {
    read();
  } catch (error) {
    if (error instanceof RotationFileError) return error.problems;
  }
  return [];
}
