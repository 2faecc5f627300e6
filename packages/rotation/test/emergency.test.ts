import { describe, expect, test } from "vitest";

import {
  emergencyEffect,
  formatRotations,
  emergencyOf,
  isWayOut,
  judgeStep,
  keyNamed,
  nextOf,
  parseRotations,
  percentOf,
  type RotationKey,
  type Situation,
  textOfInstant,
} from "../src/index.ts";
import { pin } from "./keys.ts";
import {
  evidenceOf,
  pinsText,
  policyIn,
  serversText,
  situationOf,
  statesOf,
} from "./rotation-scene.ts";

const [A, B, C, D] = [pin("A"), pin("B"), pin("C"), pin("D")];

const POLICY = pinsText([A], [B], { revision: 2 });

// A tenth of the users still has 4.1, which knows A and D.
const EVIDENCE = evidenceOf(
  [
    ["4.1.0", policyIn(pinsText([A], [D])), "2026-01-01"],
    ["4.2.0", policyIn(POLICY), "2026-11-01"],
  ],
  {
    curve: { halfLifeDays: 10 },
    samples: [
      { at: Date.parse("2026-12-01"), release: { version: "4.1.0" }, weight: 10 },
      { at: Date.parse("2026-12-01"), release: { version: "4.2.0" }, weight: 90 },
    ],
  },
);

function situation(changes: Partial<Parameters<typeof situationOf>[0]> = {}): Situation {
  const servers = serversText([{ from: "2026-01-01", paths: [["A"]] }], "ABD");
  return situationOf({ policy: POLICY, servers, evidence: EVIDENCE, at: "2026-12-01", ...changes });
}

describe("the key that servers show is stolen", () => {
  const scene = situation({ reserves: "C" });
  const { exposed, choices } = emergencyOf(keyOf(scene, "A"), scene);

  test("says who takes the thief for the server", () => {
    expect(exposed).toEqual({ share: 1, until: undefined });
  });

  test("says of each choice whom it cuts off, the mildest first", () => {
    const told = choices.map(({ id, verdict }) => [
      id,
      percentOf(verdict?.cutOff ?? 0),
      verdict?.counterExample,
    ]);
    expect(told).toEqual([
      [
        "switch-to-B",
        "10 %",
        "desktop 4.1.0, 10 % of its users, is refused from 2026-12-01, when api.example.com starts serving key B, because it knows only A and D",
      ],
      [
        "distrust",
        "100 %",
        "desktop with revision 3, 100 % of its users, is refused from 2026-12-01, the day it is out, while api.example.com serves key A, because it distrusts a key of that path",
      ],
      ["wait", "0 %", undefined],
    ]);
  });

  test("says until when somebody takes the thief for the server", () => {
    const ends = choices.map(({ id, exposed: { until } }) => {
      return `${id} ${until === undefined ? "?" : textOfInstant(until)}`;
    });
    expect(ends).toEqual(["switch-to-B 2027-03-11", "distrust 2027-03-11", "wait ?"]);
  });

  test("has a way out only where that many may be cut off", () => {
    expect(choices.filter(isWayOut)).toEqual([]);
    const lenient = { ...scene, maxCutOff: 0.1 };
    const { choices: allowed } = emergencyOf(keyOf(scene, "A"), lenient);
    expect(allowed.filter(isWayOut).map(({ id }) => id)).toEqual(["switch-to-B"]);
  });

  test("switching distrusts it, promotes the next key, and puts the reserve in its place", () => {
    const after = emergencyEffect(keyOf(scene, "A"), { kind: "switch", to: "B" }, scene);
    expect(policyIn(after.policy)).toMatchObject({
      revision: 3,
      hosts: [
        {
          pins: [{ spki: B }],
          backupPins: [{ spki: C }],
          distrusted: [{ spki: A, note: "stolen, known since 2026-12-01" }],
        },
      ],
    });
    expect(statesOf(after.rotation)).toBe("A retired, B active, C published");
    expect(keyOf(after, "A").stolen).toBe(scene.at);
    expect(JSON.parse(after.servers.text).hosts[0].serves.at(-1)).toEqual({
      from: "2026-12-01",
      paths: [["B"]],
    });
    // A stolen key is nobody's way out: nothing keeps it from being destroyed.
    const later = { ...scene, ...after, at: Date.parse("2026-12-02") };
    expect(nextOf(after.rotation)).toMatchObject({ step: { key: "A", to: "destroyed" } });
    expect(judgeStep({ key: "A", to: "destroyed" }, later).allowed).toBe(true);
  });

  test("cannot be answered where no backup would remain", () => {
    const bare = situation();
    const [first] = emergencyOf(keyOf(bare, "A"), bare).choices;
    const switching = emergencyOf(keyOf(bare, "A"), bare).choices.find(
      ({ id }) => id === "switch-to-B",
    );
    expect(first?.id).toBe("wait");
    expect(switching?.verdict).toBeUndefined();
    expect(switching?.problem).toContain("backup");
  });
});

describe("a backup is stolen", () => {
  const scene = situation({ reserves: "C" });

  test("is distrusted today, and nobody is cut off", () => {
    const { exposed, choices } = emergencyOf(keyOf(scene, "B"), scene);
    expect(exposed.share).toBeCloseTo(0.9, 9);
    const told = choices.map(({ id, verdict }) => [id, verdict?.cutOff, verdict?.allowed]);
    expect(told).toEqual([
      ["distrust", 0, true],
      ["wait", 0, true],
    ]);
    const { policy, rotation } = emergencyEffect(keyOf(scene, "B"), { kind: "distrust" }, scene);
    expect(policyIn(policy).hosts[0]).toMatchObject({
      pins: [{ spki: A }],
      backupPins: [{ spki: C }],
      distrusted: [{ spki: B }],
    });
    expect(statesOf(rotation)).toBe("A active, B retired, C published");
    expect(rotation.to).toBe("A");
  });
});

function keyOf({ rotation }: Pick<Situation, "rotation">, name: string): RotationKey {
  const key = keyNamed(rotation, name);
  if (key === undefined) throw new Error(`there is no key ${name}`);
  return key;
}

test("rotation.json is read back as it was written", () => {
  const scene = situation({ reserves: "C" });
  const { rotation } = emergencyEffect(keyOf(scene, "A"), { kind: "switch", to: "B" }, scene);
  const text = formatRotations([rotation]);
  expect(parseRotations({ name: "rotation.json", text })).toEqual([rotation]);
  expect(formatRotations(parseRotations({ name: "rotation.json", text }))).toBe(text);
});

test.each([
  ['"to": "B"', '"to": "Z"', '/rotations/0/to: names a key that "keys" does not have: Z'],
  ['"name": "C"', '"name": "B"', "/rotations/0/keys/2/name: stands twice"],
  ['"state": "active"', '"state": "busy"', "/rotations/0/keys/0/passed/0/state: must be one of"],
  ['"rollOutDays": 0', '"rollOutDays": -1', "/rotations/0/rollOutDays: must not be negative"],
])("rotation.json with %s as %s is an error that says where", (before, after, message) => {
  const text = formatRotations([situation({ reserves: "C" }).rotation]).replace(before, after);
  expect(() => parseRotations({ name: "rotation.json", text })).toThrow(message);
});
