import { describe, expect, test } from "vitest";

import { DAY, fleetOf, type LogOptions, readAdoption } from "../src/index.ts";
import { pin } from "./keys.ts";
import { at, policyOf, sceneOf, simulated } from "./scene.ts";

const A = policyOf([pin("A")], [pin("B")]);

describe("adoption", () => {
  test.each([
    [
      "a table",
      "users.csv",
      "date,platform,version,users\n2026-11-24,android,4.1,62\r\n2026-11-24,android,4.2,938\n",
    ],
    [
      "a table with shares and quotes",
      "x.csv",
      'Version,Date,Share,country\n"4.1",2026-11-24,6.2 %,"a,""b"\n4.2,2026-11-24,93.8 %,\n',
    ],
    [
      "a list",
      "users.json",
      '[{"date":"2026-11-24","version":"4.1","users":62},{"date":"2026-11-24","version":"4.2","users":938}]',
    ],
    [
      "a vector of Prometheus",
      "p.json",
      prometheus(
        { version: "4.1", value: [1795478400, "62"] },
        { version: "4.2", value: [1795478400, "938"] },
      ),
    ],
    [
      "a matrix of Prometheus",
      "p.json",
      prometheus(
        { version: "4.1", values: [[1795478400, "62"]] },
        { version: "4.2", values: [[1795478400, "938"]] },
      ),
    ],
  ])("comes from %s", (_, name, text) => {
    const samples = readAdoption({ name, text }, {});
    const total = samples.reduce((sum, { weight }) => sum + weight, 0);
    expect(samples.map(({ release, weight }) => [release, weight / total])).toEqual([
      [{ version: "4.1" }, 0.062],
      [{ version: "4.2" }, 0.938],
    ]);
    expect(samples[0]?.at).toBe(at("2026-11-24"));
  });

  test("comes from access logs, whose lines are counted by day and release, and forgotten", () => {
    const text = [
      '192.0.2.1 - alice [24/Nov/2026:23:30:00 -0100] "GET / HTTP/1.1" 200 "tlspin-revision: 7"',
      '192.0.2.2 - bob [24/Nov/2026:23:30:00 +0000] "GET / HTTP/1.1" 200 "tlspin-revision: 7"',
      '{"time":"2026-11-24T10:00:00Z","Tlspin-Revision":"6","user":"carol"}',
      "no line of a log",
      '192.0.2.3 - - [24/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 "-"',
    ].join("\n");
    const samples = readAdoption({ name: "access.log", text }, {});
    expect(samples).toEqual([
      { at: at("2026-11-25"), release: { revision: 7 }, weight: 1 },
      { at: at("2026-11-24"), release: { revision: 7 }, weight: 1 },
      { at: at("2026-11-24"), release: { revision: 6 }, weight: 1 },
    ]);
    expect(JSON.stringify(samples)).not.toMatch(/alice|bob|carol|192/);
  });

  test("reads a User-Agent by a pattern", () => {
    const text = '[24/Nov/2026:10:00:00 +0000] "GET /" "Desktop/4.1.0 (Linux)"\n'.repeat(3);
    const options: LogOptions = { pattern: /Desktop\/(?<version>[\d.]+)/g };
    expect(readAdoption({ name: "access.log", text }, options)).toEqual([
      { at: at("2026-11-24"), release: { version: "4.1.0" }, weight: 3 },
    ]);
  });

  test.each([
    ["a day that is none", "date,version,users\n2026-02-30,4.1,1\n", "line 2: date must be a day"],
    ["a count that is none", "date,version,users\n2026-11-24,4.1,many\n", "line 2: users"],
    ["no release", "date,users\n2026-11-24,1\n", "must have a version or a revision"],
    ["an open quote", 'date,version,users\n2026-11-24,"4.1,1\n', "a quote that is not closed"],
    ["nobody", "date,version,users\n2026-11-24,4.1,0\n", "counts nobody"],
    ["a log without releases", "hello\n", "log the Tlspin-Revision header"],
    [
      "another answer of Prometheus",
      '{"data":{"resultType":"scalar","result":[]}}',
      "/data/resultType",
    ],
    [
      "labels that name no release",
      prometheus({ job: "api", value: [1795478400, "1"] }),
      "counts nobody",
    ],
  ])("refuses %s", (_, text, message) => {
    expect(() => readAdoption({ name: "users", text }, {})).toThrow(message);
  });

  test("takes a revision label, and what is no number for nobody", () => {
    const text = prometheus(
      { revision: "7", app: "desktop", value: [1795478400.5, "NaN"] },
      { revision: "8", value: [1795478400, "2"] },
    );
    expect(readAdoption({ name: "p.json", text }, {})).toEqual([
      { at: 1795478400500, app: "desktop", release: { revision: 7 }, weight: 0 },
      { at: 1795478400000, release: { revision: 8 }, weight: 2 },
    ]);
  });
});

describe("shares", () => {
  const releases = [
    { version: "1", policy: A, released: "2026-01-01" },
    { version: "2", policy: A, released: "2026-03-01" },
  ];

  test("halve on a curve, and a release is gone after ten half-lives of the next", () => {
    const [population] = sceneOf({ releases, curve: { halfLifeDays: 10 }, hosts: [] }).fleet
      .populations;
    const share = (day: string): number => population?.adoption.shareOf(0, at(day)) ?? Number.NaN;
    expect([
      share("2025-12-31"),
      share("2026-02-28"),
      share("2026-03-11"),
      share("2026-03-21"),
    ]).toEqual([0, 1, 0.5, 0.25]);
    expect([share("2026-06-08"), share("2026-06-09")]).toEqual([expect.closeTo(2 ** -9.9), 0]);
    expect(population?.adoption).toMatchObject({ source: "assumed" });
  });

  test("hold where they were counted last, and say so", () => {
    const samples = [{ at: at("2026-04-01"), release: { version: "1" }, weight: 1 }];
    const [population] = sceneOf({ releases, samples, hosts: [] }).fleet.populations;
    expect(population?.adoption.shareOf(0, at("2027-01-01"))).toBe(1);
    expect(population?.adoption).toMatchObject({
      source: "measured",
      description: "measured, last on 2026-04-01, and held since",
    });
  });

  test("of a revision count for the newest release that carries it", () => {
    const samples = [{ at: at("2026-04-01"), release: { revision: 1 }, weight: 1 }];
    const [population] = sceneOf({ releases, samples, hosts: [] }).fleet.populations;
    expect(population?.adoption.shareOf(1, at("2026-04-01"))).toBe(1);
  });

  test("do not forget who was seen with a release after its end", () => {
    const ended = releases.map((each, i) => (i === 0 ? { ...each, ended: "2026-04-01" } : each));
    const seen = (day: string) => [
      { at: at(day), release: { version: "1" }, weight: 1 },
      { at: at(day), release: { version: "2" }, weight: 1 },
    ];
    const shareOn = (day: string): number | undefined =>
      sceneOf({
        releases: ended,
        samples: seen(day),
        hosts: [],
      }).fleet.populations[0]?.adoption.shareOf(0, at("2026-05-01"));
    expect([shareOn("2026-03-15"), shareOn("2026-04-15")]).toEqual([0, 0.5]);
  });

  test("of a count of nobody are not shares", () => {
    const samples = [{ at: at("2026-04-01"), release: { version: "1" }, weight: 0 }];
    expect(sceneOf({ releases, samples, hosts: [] }).fleet.populations[0]?.adoption.source).toBe(
      "assumed",
    );
  });

  test("cannot be told apart where a count names no app and several would fit", () => {
    const apps = releases.map((each, i) => ({ ...each, app: `app ${i}` }));
    const samples = [{ at: at("2026-04-01"), release: { version: "1" }, weight: 1 }];
    expect(() => sceneOf({ releases: apps, samples, hosts: [] })).toThrow("names no app");
    const named = [{ ...samples[0], app: "app 0" } as (typeof samples)[0]];
    expect(sceneOf({ releases: apps, samples: named, hosts: [] }).fleet.populations).toHaveLength(
      2,
    );
  });

  test("of a policy that is not there are nobody's", () => {
    const [release] = sceneOf({ releases, hosts: [] }).fleet.populations[0]?.members ?? [];
    const ledger = { releases: release === undefined ? [] : [release.release] };
    expect(() => fleetOf({ ledger, policies: new Map() })).toThrow("no policy has the hash");
  });
});

test("users of releases that were not recorded are told of", () => {
  const { populations } = simulated({
    releases: [{ version: "1", policy: A, released: "2026-01-01" }],
    samples: ["1", "0.9"].map((version) => ({
      at: at("2026-11-01"),
      release: { version },
      weight: 1,
    })),
    hosts: [],
  });
  expect(populations[0]?.unknown).toEqual([{ name: "0.9", share: 0.5 }]);
  expect(DAY).toBe(86_400_000);
});

function prometheus(...series: readonly Readonly<Record<string, unknown>>[]): string {
  const result = series.map(({ value, values, ...metric }) => ({ metric, value, values }));
  const resultType = series.some(({ values }) => values !== undefined) ? "matrix" : "vector";
  return JSON.stringify({ status: "success", data: { resultType, result } });
}
