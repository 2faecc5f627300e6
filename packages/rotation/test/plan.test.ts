import { describe, expect, test } from "vitest";

import {
  earliestOf,
  effectOf,
  forecastOf,
  judgeStep,
  nextOf,
  type Situation,
  takeOver,
  textOfInstant,
} from "../src/index.ts";
import { pin } from "./keys.ts";
import {
  evidenceOf,
  moved,
  pinsText,
  policyIn,
  serversText,
  situationOf,
  statesOf,
} from "./rotation-scene.ts";
import { policyOf, simulated } from "./scene.ts";

const [A, B, D] = [pin("A"), pin("B"), pin("D")];

// 4.1 knows A and D; 4.2, since November, knows A and B.
const POLICY = pinsText([A], [B], { revision: 2 });
const EVIDENCE = evidenceOf([
  ["4.1.0", policyIn(pinsText([A], [D])), "2026-01-01"],
  ["4.2.0", policyIn(POLICY), "2026-11-01"],
]);

function begin(changes: Partial<Parameters<typeof situationOf>[0]> = {}): Situation {
  const serves = [{ from: "2026-01-01", paths: [["A"]] }];
  return situationOf({
    policy: POLICY,
    servers: serversText(serves, "ABD"),
    reserves: "C",
    evidence: EVIDENCE,
    at: "2026-12-01",
    rollOutDays: 7,
    ...changes,
  });
}

describe("the plan", () => {
  test("takes over what pins.json and servers.json say", () => {
    const { rotation } = begin();
    expect(statesOf(rotation)).toBe("A active, B published, C reserve");
    expect(rotation.to).toBe("B");
  });

  test("publishes the next backup, waits until everybody knows the next key, serves it, and only then drops the old one", () => {
    const { steps, keyMissing } = forecastOf(begin());
    const told = steps.map(({ key, to, on, revision }) => {
      return `${key} ${to} ${on === undefined ? "?" : textOfInstant(on)} revision ${revision}`;
    });
    expect(told).toEqual([
      "C published 2026-12-01 revision 3",
      // 300 days after 4.2, nobody is left with 4.1.
      "B adopted 2027-08-28 revision 4",
      "B active 2027-08-28 revision 4",
      "A retired 2027-09-04 revision 5",
      // 300 days after revision 3, nobody is left who knows A and B alone.
      "A destroyed 2027-09-27 revision 5",
    ]);
    expect(keyMissing).toBe(false);
  });

  test("wants one more key where there is only one backup", () => {
    const situation = begin({ reserves: "" });
    expect(nextOf(situation.rotation)).toEqual({ kind: "key-missing" });
    expect(forecastOf(situation)).toEqual({ steps: [], keyMissing: true });
  });
});

describe("a step", () => {
  const adopted = { key: "B", to: "adopted" } as const;
  const published = moved({ key: "C", to: "published" }, begin(), "2026-12-01");

  test("is refused while somebody does not know the key, with who, how many, when and why", () => {
    const verdict = judgeStep(adopted, published);
    expect(verdict).toMatchObject({ allowed: false, unpinned: 0 });
    expect(verdict.cutOff).toBeCloseTo(0.5, 5);
    expect(verdict.counterExample).toBe(
      "desktop 4.1.0, 50 % of its users, is refused from 2026-12-01, when api.example.com starts serving key B, because it knows only A and D",
    );
  });

  test("is allowed on the first safe day, and not on the day before", () => {
    const safe = earliestOf(adopted, published);
    expect(safe).toEqual({ on: Date.parse("2027-08-28"), ifShipped: false });
    const on = (at: string) => judgeStep(adopted, { ...published, at: Date.parse(at) }).allowed;
    expect(on("2027-08-28")).toBe(true);
    expect(on("2027-08-27")).toBe(false);
  });

  test("is allowed earlier by whoever accepts to cut some off", () => {
    const safe = earliestOf(adopted, { ...published, maxCutOff: 0.02 });
    expect(textOfInstant(safe?.on ?? 0)).toBe("2027-04-20");
  });

  test("that waits for a release says so", () => {
    const [old = never()] = EVIDENCE.ledger.releases;
    const evidence = { ...EVIDENCE, ledger: { releases: [old] } };
    expect(earliestOf(adopted, { ...published, evidence })).toEqual({
      on: Date.parse("2027-09-27"),
      ifShipped: true,
    });
  });

  test("counts users of releases that nobody recorded as cut off", () => {
    const samples = [
      { at: Date.parse("2026-11-30"), release: { version: "4.2.0" }, weight: 90 },
      { at: Date.parse("2026-11-30"), release: { version: "3.9.9" }, weight: 10 },
    ];
    const verdict = judgeStep(adopted, { ...published, evidence: { ...EVIDENCE, samples } });
    expect(verdict).toMatchObject({ allowed: false, cutOff: 0 });
    expect(verdict.unknown).toBeCloseTo(0.1, 5);
  });

  test("cannot be left out", () => {
    expect(() => judgeStep({ key: "B", to: "active" }, published)).toThrow(
      "key B is published, and cannot become active next",
    );
  });

  test("that leaves a policy which no app loads is refused", () => {
    const begun = begin();
    expect(judgeStep({ key: "A", to: "retired" }, begun)).toMatchObject({
      allowed: false,
      problem: "/hosts/0/pins pins no key",
    });
  });

  test("that unpins anybody is refused, however many may be cut off", () => {
    // Android knows no pins of certificates: without A, nothing would be pinned there.
    const [z, y] = [pin("Z"), pin("Y")].map((certificate) => ({ certificate }));
    const policy = pinsText([A, z], [B, y]);
    const android = evidenceOf([["4.2.0", policyIn(policy), "2026-11-01"]]);
    const [release = never()] = android.ledger.releases;
    const ledger = { releases: [{ ...release, platform: "android" as const }] };
    const begun = begin({ policy, evidence: { ...android, ledger } });
    const bare = { ...begun, policy: pinsText([A, z], [y]), maxCutOff: 1 };
    expect(judgeStep({ key: "A", to: "retired" }, bare)).toMatchObject({
      allowed: false,
      unpinned: 1,
      counterExample:
        "desktop with revision 2 (android), 100 % of its users, is unpinned from 2026-12-01, the day it is out, while api.example.com serves key A, because its rule there has no pins",
    });
  });

  test("is not judged where nobody said what servers show", () => {
    const servers = serversText([{ from: "2027-01-01", paths: [["A"]] }], "AB");
    expect(() => judgeStep(adopted, { ...published, servers })).toThrow(
      "says of no server of api.example.com what it shows on 2026-12-01",
    );
  });

  test("is not judged where servers are to change without it", () => {
    const serves = [
      { from: "2026-01-01", paths: [["A", "I"]] },
      { from: "2027-02-01", paths: [["A", "J"]] },
    ];
    const servers = serversText(serves, "ABCDIJ");
    expect(judgeStep(adopted, { ...published, servers }).allowed).toBe(false);

    const planned = serversText([...serves, { from: "2027-03-01", paths: [["B", "J"]] }], "ABCDIJ");
    const message = "plans another key for api.example.com on 2027-03-01";
    expect(() => judgeStep(adopted, { ...published, servers: planned })).toThrow(message);
    expect(() => begin({ servers: planned })).toThrow(message);
  });

  test("is not blamed for what would happen without it", () => {
    // 4.0 knows nothing that is served, and is refused already.
    const lost = policyIn(pinsText([D], [pin("E")]));
    const evidence = evidenceOf([
      ["4.0.0", lost, "2026-01-01"],
      ["4.2.0", policyIn(POLICY), "2026-01-02"],
    ]);
    expect(judgeStep(adopted, { ...published, evidence })).toMatchObject({
      allowed: true,
      cutOff: 0,
    });
  });
});

describe("promote the new pin, remove the old one, then rotate the server", () => {
  const published = moved({ key: "C", to: "published" }, begin(), "2026-12-01");
  const promoted = moved({ key: "B", to: "adopted" }, published, "2026-12-01");
  const naive = { key: "A", to: "retired" } as const;

  test("cuts off whoever gets the new policy before the servers change, and the plan refuses it", () => {
    const verdict = judgeStep(naive, promoted);
    expect(verdict).toMatchObject({ allowed: false, cutOff: 1 });
    expect(verdict.counterExample).toBe(
      "desktop with revision 5, 100 % of its users, is refused from 2026-12-01, the day it is out, while api.example.com serves key A, because it knows only B and C",
    );
  });

  test("cuts off exactly them, until the servers change, and from then on who knows only the old key", () => {
    const { findings } = simulated({
      releases: [
        { version: "4.1.0", policy: policyOf([A], [D]), released: "2026-01-01" },
        { version: "4.2.0", policy: policyOf([A], [B]), released: "2026-11-01" },
        { version: "4.3.0", policy: policyOf([B], [pin("C")]), released: "2026-12-01" },
      ],
      hosts: [
        {
          host: "api.example.com",
          serves: [
            { from: "2026-01-01", paths: [["A"]] },
            { from: "2026-12-15", paths: [["B"]] },
          ],
        },
      ],
      from: "2026-11-01",
      until: "2027-03-01",
    });
    const told = findings.map(({ release, outcome, from, until }) => {
      return `${release.version} ${outcome} ${textOfInstant(from)} to ${textOfInstant(until)}`;
    });
    expect(told).toEqual([
      "4.3.0 refuses 2026-12-01 to 2026-12-15",
      "4.1.0 refuses 2026-12-15 to 2027-03-01",
    ]);
  });

  test("the old key stays until the last server has changed over", () => {
    const active = moved({ key: "B", to: "active" }, promoted, "2027-10-01");
    const at = (day: string) => judgeStep(naive, { ...active, at: Date.parse(day) });
    expect(at("2027-10-07")).toMatchObject({
      allowed: false,
      counterExample:
        "desktop with revision 5, 100 % of its users, is refused from 2027-10-07, the day it is out, while api.example.com serves key A, because it knows only B and C",
    });
    expect(at("2027-10-08")).toMatchObject({ allowed: true, cutOff: 0 });
  });
});

describe("the files", () => {
  test("keep their layout, notes and order, and the revision grows with each change", () => {
    const text = `{
  "version": 1, "revision": 7,
  "note": "ask Ann",
  "unlistedHosts": "unpinned",
  "hosts": [
    { "host": "api.example.com", "includeSubdomains": false,
      "pins": [
        { "spki": "${A}", "note": "in the rack" }
      ],
      "backupPins": [
        { "spki": "${B}", "note": "in the safe" }
      ] } ]
}
`;
    const policy = { name: "pins.json", text };
    let situation = begin({ policy });
    situation = moved({ key: "C", to: "published" }, situation, "2026-12-01");
    situation = moved({ key: "B", to: "adopted" }, situation, "2027-09-01");
    situation = moved({ key: "B", to: "active" }, situation, "2027-09-01");
    situation = moved({ key: "A", to: "retired" }, situation, "2027-09-08");
    expect(situation.policy.text).toBe(
      text
        .replace('"revision": 7', '"revision": 10')
        .replace(
          `{ "spki": "${A}", "note": "in the rack" }`,
          `{ "spki": "${B}", "note": "in the safe" }`,
        )
        .replace(
          `{ "spki": "${B}", "note": "in the safe" }\n      ] }`,
          `"${pin("C")}"\n      ] }`,
        ),
    );
  });

  test("of servers say who changes over when, and keep what was", () => {
    const servers = serversText(
      [{ from: "2026-01-01", until: "2028-01-01", paths: [["A", "I"]] }],
      "ABI",
    );
    const published = moved({ key: "C", to: "published" }, begin({ servers }), "2026-12-01");
    const promoted = moved({ key: "B", to: "adopted" }, published, "2026-12-01");
    const { servers: after } = effectOf({ key: "B", to: "active" }, promoted);
    expect(JSON.parse(after.text)).toMatchObject({
      keys: { C: pin("C") },
      hosts: [
        {
          host: "api.example.com",
          serves: [
            { from: "2026-01-01", until: "2026-12-08", paths: [["A", "I"]] },
            { from: "2026-12-01", rollOutDays: 7, paths: [["B", "I"]] },
          ],
        },
      ],
    });
  });
});

test("a retired key may be brought back by hand, and a stolen one may not", () => {
  const { policy, servers, rotation, at } = begin();
  const [key = never(), ...others] = rotation.keys;
  const passed = [...key.passed, { state: "retired", on: at, revision: 2 }] as const;
  const takenWith = (more: object) => {
    const previous = { ...rotation, keys: [{ ...key, passed, ...more }, ...others] };
    return takeOver({ policy, servers, host: rotation.host, at, previous }).rotation;
  };
  expect(statesOf(takenWith({}))).toBe("A active, B published, C reserve");
  expect(() => takenWith({ stolen: at })).toThrow("names key A, which is stolen");
});

test.each([
  [
    7,
    [
      { from: "2026-12-01", paths: [["A"]], until: "2026-12-08" },
      { from: "2026-12-01", until: "2026-12-08", paths: [["A", "I"]] },
      { from: "2026-12-01", until: "2026-12-02", paths: [["A", "J"]] },
    ],
  ],
  [0, []],
])("what began at the moment of a change over %i days ends with it", (rollOutDays, ended) => {
  const serves = [
    { from: "2026-12-01", paths: [["A"]] },
    { from: "2026-12-01", until: "2027-12-01", paths: [["A", "I"]] },
    { from: "2026-12-01", until: "2026-12-02", paths: [["A", "J"]] },
  ];
  const servers = serversText(serves, "ABCDIJ");
  const published = moved(
    { key: "C", to: "published" },
    begin({ servers, rollOutDays }),
    "2026-12-01",
  );
  const promoted = moved({ key: "B", to: "adopted" }, published, "2026-12-01");
  const { servers: after } = effectOf({ key: "B", to: "active" }, promoted);
  const [{ serves: kept }] = JSON.parse(after.text).hosts;
  expect(kept.slice(0, -1)).toEqual(ended);
  expect(kept.at(-1).paths).toEqual([["B"], ["B", "I"], ["B", "J"]]);
});

test("a key that the rotation does not have is no step", () => {
  expect(() => judgeStep({ key: "Z", to: "adopted" }, begin())).toThrow("has no key Z");
});

test("clocks may be off: pins that end soon end earlier for some", () => {
  const policy = pinsText([A], [B], { revision: 2, expires: "2026-12-31" });
  const begun = begin({
    policy,
    evidence: evidenceOf([["4.2.0", policyIn(policy), "2026-11-01"]]),
  });
  const at = (clockSkew: number) =>
    judgeStep({ key: "C", to: "published" }, { ...begun, clockSkew });
  // That is so without the step too.
  expect(at(0)).toMatchObject({ allowed: true, cutOff: 0 });
  expect(at(86_400_000)).toMatchObject({ allowed: true, cutOff: 0 });
});

test("servers that stay beside those that change over stay known", () => {
  const serves = [
    { from: "2026-01-01", paths: [["A", "I"], ["X"]] },
    { from: "2026-01-01", paths: [["Y"]] },
    { from: "2026-01-01", until: "2026-12-05", paths: [["Z"]] },
  ];
  const servers = serversText(serves, "ABIXYZ");
  const published = moved({ key: "C", to: "published" }, begin({ servers }), "2026-12-01");
  const promoted = moved({ key: "B", to: "adopted" }, published, "2026-12-01");
  const { servers: after } = effectOf({ key: "B", to: "active" }, promoted);
  expect(JSON.parse(after.text).hosts[0].serves).toEqual([
    ...serves,
    { from: "2026-12-01", rollOutDays: 7, paths: [["B", "I"], ["X"], ["Y"]] },
  ]);
});

function never(): never {
  throw new Error("the ledger is empty");
}
