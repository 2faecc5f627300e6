import { canonicalHostname } from "@tlspin/core";
import { describe, expect, test } from "vitest";

import {
  disagreementsOf,
  effectOf,
  forecastOf,
  type NewKey,
  nextOf,
  type Rotation,
  takeOver,
  type TakeOver,
} from "../src/index.ts";
import { pin } from "./keys.ts";
import { evidenceOf, pinsText, policyIn, serversText, statesOf } from "./rotation-scene.ts";

const [A, B, C, D] = [pin("A"), pin("B"), pin("C"), pin("D")];
const HOST = canonicalHostname("api.example.com");
const AT = Date.parse("2026-12-01");
const POLICY = pinsText([A], [B]);
const SERVES = [{ from: "2026-01-01", paths: [["A"]] }];

describe("takeOver", () => {
  test("says itself what servers show where nobody did: each current pin, and keys by letters", () => {
    const policy = pinsText([A, D], [B]);
    const { rotation, servers } = taken({ policy, servers: serversText([], ""), rollOutDays: 3 });
    expect(statesOf(rotation)).toBe("A active, B active, C published");
    expect(rotation).toMatchObject({ to: "C", rollOutDays: 3 });
    expect(JSON.parse(servers.text)).toEqual({
      version: 1,
      keys: { A, B: D, C: B },
      hosts: [{ host: HOST, serves: [{ from: "2026-12-01", paths: [["A"], ["B"]] }] }],
    });
  });

  test("calls keys as servers.json does, then as their files are called, then by letters", () => {
    const file = JSON.parse(serversText(SERVES).text);
    const servers = {
      name: "servers.json",
      text: JSON.stringify({ ...file, keys: { A, "next one": B } }),
    };
    const reserves: readonly NewKey[] = [
      { name: "api-2028", spki: C },
      { name: "api-2028", spki: D },
      { spki: pin("E") },
    ];
    const { rotation } = taken({ servers, reserves });
    const names = rotation.keys.map(({ name }) => name);
    expect(names).toEqual(["A", "next one", "api-2028", "B", "C"]);
  });

  test("takes a current pin that servers do not show for adopted", () => {
    const { rotation } = taken({ policy: pinsText([A, B], [C]) });
    expect(statesOf(rotation)).toBe("A active, B adopted, C published");
    expect(rotation.to).toBe("B");
  });

  test("knows where CAs are pinned, and leaves certificate pins alone", () => {
    const policy = pinsText([{ spki: A, at: "ca" }, { certificate: pin("Z") }], [B]);
    const servers = serversText([{ from: "2026-01-01", paths: [["L", "A"]] }], "LA");
    const { rotation } = taken({ policy, servers });
    expect(rotation.keys.map(({ name, at }) => `${name} ${at}`)).toEqual(["A ca", "B leaf"]);
    // A reserve for it is published as what it is: a leaf.
    const situation = { rotation, policy, servers, at: AT, evidence: evidenceOf([]) };
    const more = taken({ policy, servers, reserves: [{ spki: C }], previous: rotation });
    const step = { key: "C", to: "published" } as const;
    const after = effectOf(step, { ...situation, rotation: more.rotation });
    expect(policyIn(after.policy).hosts[0]).toMatchObject({
      backupPins: [{ spki: B }, { spki: C }],
    });
  });

  test("goes on with a rotation that is under way, and begins the next one after it", () => {
    const first = taken({ reserves: [{ name: "C", spki: C }] }).rotation;
    // B was promoted by hand, and servers changed over.
    const policy = pinsText([B, A], [C], { revision: 2 });
    const servers = serversText([{ from: "2026-01-01", paths: [["A"], ["B"]] }], "ABC");
    const second = taken({ policy, servers, previous: first }).rotation;
    expect(statesOf(second)).toBe("A active, B active, C published");
    expect(second.to).toBe("B");

    // A was removed by hand. Once it is destroyed, the next one is C.
    const third = taken({ policy: pinsText([B], [C]), servers, previous: second }).rotation;
    expect(statesOf(third)).toBe("A retired, B active, C published");
    expect(third.to).toBe("B");
    expect(nextOf(third)).toMatchObject({ step: { key: "A", to: "destroyed" } });
    const [gone, ...others] = third.keys;
    const done = { ...third, keys: [destroyed(gone), ...others] };
    expect(nextOf(done)).toEqual({ kind: "complete" });
    const next = taken({ policy: pinsText([B], [C]), servers, previous: done }).rotation;
    expect(next.to).toBe("C");
    expect(nextOf(next)).toEqual({ kind: "key-missing" });
  });

  test.each([
    [
      "a host without a rule",
      { host: canonicalHostname("www.example.com") },
      "has no rule that pins",
    ],
    ["a goal that is no key", { to: "Z" }, "has no key Z"],
    [
      "servers with other keys",
      { servers: serversText([{ from: "2026-01-01", paths: [["B"]] }], "B") },
      "shows no key at api.example.com that pins.json names",
    ],
    [
      "CAs and no servers",
      { policy: pinsText([{ spki: A, at: "ca" }], [B]), servers: serversText([], "A") },
      "its pins do not tell which chain it shows",
    ],
    ["a policy that does not load", { policy: pinsText([A], [A]) }, "pins.json is not valid"],
    [
      "servers of some other time",
      { servers: serversText([{ from: "2026-01-01", until: "2026-02-01", paths: [["A"]] }]) },
      "shows no key at api.example.com",
    ],
  ] as readonly [string, Partial<TakeOver>, string][])("refuses %s", (_, wish, message) => {
    expect(() => taken(wish)).toThrow(message);
  });
});

describe("disagreementsOf", () => {
  const { rotation } = taken({ reserves: [{ name: "C", spki: C }] });

  test.each([
    [pinsText([A], [B]), []],
    [
      pinsText([B], [A]),
      [
        "key A is active, so it should be in pins, and it is in backupPins",
        "key B is published, so it should be in backupPins, and it is in pins",
      ],
    ],
    [
      pinsText([A], [B, C]),
      ["key C is reserve, so it should be in neither list, and it is in backupPins"],
    ],
    [
      pinsText([A], [C]),
      [
        "key B is published, so it should be in backupPins, and it is in neither",
        "key C is reserve, so it should be in neither list, and it is in backupPins",
      ],
    ],
  ])("names what was changed by hand", (policy, expected) => {
    expect(disagreementsOf(rotation, policyIn(policy))).toEqual(expected);
  });

  test("names a rule that is gone", () => {
    const other: Rotation = { ...rotation, host: canonicalHostname("www.example.com") };
    expect(disagreementsOf(other, policyIn(POLICY))).toEqual([
      "pins.json has no rule that pins www.example.com",
    ]);
  });
});

describe("forecastOf", () => {
  test("knows no day where nobody ever moves on, and none after it", () => {
    const old = policyIn(pinsText([A], [D]));
    const samples = [{ at: AT, release: { version: "4.1.0" }, weight: 1 }];
    const evidence = evidenceOf([["4.1.0", old, "2026-01-01"]], { samples });
    const begun = taken({ reserves: [{ name: "C", spki: C }] });
    const { steps } = forecastOf({ ...begun, policy: POLICY, evidence, at: AT });
    expect(steps.map(({ on }) => on)).toEqual([AT, undefined, undefined, undefined, undefined]);
  });
});

function taken(wish: Partial<TakeOver> = {}): ReturnType<typeof takeOver> {
  return takeOver({ policy: POLICY, servers: serversText(SERVES), host: HOST, at: AT, ...wish });
}

function destroyed(key: Rotation["keys"][number] | undefined): Rotation["keys"][number] {
  if (key === undefined) throw new Error("there is no key");
  return { ...key, passed: [...key.passed, { state: "destroyed", on: AT, revision: 3 }] };
}
