import { canonicalHostname, evaluate, pinOf, type Policy, type SpkiPin } from "@tlspin/core";
import { type ForgedParty, forgeRoot } from "@tlspin/testing";
import * as fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";

import {
  DAY,
  effectOf,
  type Fleet,
  fleetOf,
  type Instant,
  judgeStep,
  type NamedText,
  nextOf,
  parseServers,
  RotationFileError,
  type ServerTimeline,
  simulate,
  type Situation,
  snapshotOf,
  stateAfter,
  stateOf,
  type Step,
  takeOver,
} from "../src/index.ts";
import { evidenceOf, pinsText, policyIn } from "./rotation-scene.ts";

const HOST = canonicalHostname("api.example.com");
const START = Date.parse("2026-12-01");
const NAMES = ["A", "B", "C", "D", "E"];

// What servers show: a real certificate for each key, by its name.
const leaves = new Map<string, ForgedParty>();
beforeAll(async () => {
  const root = await forgeRoot({ name: "Example Root" });
  for (const name of NAMES) leaves.set(name, await root.issueLeaf({ hosts: [HOST] }));
});

describe("any sequence of steps", () => {
  test("that was accepted with nobody to be cut off cuts nobody off, and unpins nobody", () => {
    let [taken, refused] = [0, 0];
    fc.assert(
      fc.property(BEGINNING, fc.array(ACTION, { maxLength: 40 }), (others, actions) => {
        const end = actions.reduce((world, action) => {
          const next = acted(world, action, true);
          if (action.do === "advance") {
            if (next === world) refused++;
            else taken++;
          }
          return next;
        }, worldOf(others));
        expectNoHarm(end);
      }),
      { numRuns: 400, seed: 5 },
    );
    // Both happen, and often: neither a guard that lets nothing pass nor one that lets everything.
    expect(taken).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(100);
  });

  test("that nobody judged does cut users off", () => {
    const harmed = fc
      .sample(fc.tuple(BEGINNING, fc.array(ACTION, { minLength: 30, maxLength: 40 })), {
        numRuns: 30,
        seed: 5,
      })
      .filter(([others, actions]) => {
        const end = actions.reduce((world, action) => acted(world, action, false), worldOf(others));
        return harmsOf(end).length > 0;
      });
    expect(harmed.length).toBeGreaterThan(10);
  });
});

type Action =
  | { readonly do: "wait"; readonly days: number }
  | { readonly do: "ship" }
  | { readonly do: "aim"; readonly key: number }
  | { readonly do: "advance"; readonly key: number | undefined };

/** What each of the releases that are out already knows besides A. */
const BEGINNING = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 });

const ACTION: fc.Arbitrary<Action> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant("wait"), days: fc.nat(200) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("ship") }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("aim"), key: fc.nat(4) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("advance"),
      key: fc.option(fc.nat(4), { nil: undefined, freq: 2 }),
    }),
  },
);

function worldOf(others: readonly number[]): Situation {
  const policy = pinsText([pin("A")], [pin("B")], { revision: 100 });
  const evidence = evidenceOf(
    others.map((other, i) => [
      `${i}.0`,
      policyIn(pinsText([pin("A")], [pin(NAMES[other] ?? "")], { revision: i + 1 })),
      `2026-0${i + 1}-01`,
    ]),
    { curve: { halfLifeDays: 20 } },
  );
  const taken = takeOver({
    policy,
    servers: serversOf(),
    host: HOST,
    reserves: ["C", "D"].map((name) => ({ name, spki: pin(name) })),
    rollOutDays: 3,
    at: START,
  });
  return { ...taken, policy, evidence, at: START };
}

function serversOf(): NamedText {
  const hosts = [{ host: HOST, serves: [{ from: "2026-01-01", paths: [["A"]] }] }];
  const text = JSON.stringify({ version: 1, keys: { A: pin("A"), B: pin("B") }, hosts });
  return { name: "servers.json", text };
}

/** The world after an action. The same one where nothing came of it. */
function acted(world: Situation, action: Action, isGuarded: boolean): Situation {
  switch (action.do) {
    case "wait":
      return { ...world, at: world.at + action.days * DAY };
    case "ship":
      return shipped(world);
    case "aim":
      return aimed(world, action.key);
    case "advance":
      return advanced(world, action.key, isGuarded);
  }
}

/** A release goes out with what pins.json says. */
function shipped(world: Situation): Situation {
  const { policies, ledger } = world.evidence;
  const policy = policyIn(world.policy);
  const { hash } = snapshotOf(policy);
  const version = `${ledger.releases.length}.0`;
  const [{ app, platform } = never()] = ledger.releases;
  const release = { app, platform, version, policy: hash, released: world.at };
  const evidence = {
    ...world.evidence,
    ledger: { releases: [...ledger.releases, release] },
    policies: new Map([...policies, [hash, policy]]),
  };
  return { ...world, evidence };
}

function aimed(world: Situation, key: number): Situation {
  const to = world.rotation.keys[key]?.name;
  return to === undefined ? world : { ...world, rotation: { ...world.rotation, to } };
}

function advanced(world: Situation, key: number | undefined, isGuarded: boolean): Situation {
  const step = stepIn(world, key);
  if (step === undefined) return world;
  try {
    if (isGuarded && !judgeStep(step, world).allowed) return world;
    return { ...world, ...effectOf(step, world) };
  } catch (error) {
    // pins.json would not load, or nothing is served that could change over.
    if (error instanceof RotationFileError) return world;
    throw error;
  }
}

/** The step that the plan takes next, or that of any key. */
function stepIn({ rotation }: Situation, index: number | undefined): Step | undefined {
  const next = nextOf(rotation);
  if (index === undefined) return next.kind === "step" ? next.step : undefined;
  const key = rotation.keys[index];
  const to = key === undefined ? undefined : stateAfter(stateOf(key));
  return key === undefined || to === undefined ? undefined : { key: key.name, to };
}

function expectNoHarm(world: Situation): void {
  expect(harmsOf(world)).toEqual([]);
  const fleet = fleetOf(world.evidence);
  expect(refusalsOf(fleet, parseServers(world.servers))).toEqual([]);
}

/** What simulate says of the whole story, from its beginning. */
function harmsOf({ evidence, servers }: Situation): readonly string[] {
  const fleet = fleetOf(evidence);
  const time = { from: START, until: START + 20 * 365 * DAY };
  const { findings } = simulate({ fleet, servers: parseServers(servers), ...time });
  return findings
    .filter(({ intended }) => !intended)
    .map(({ release, outcome, reason }) => `${release.version} ${outcome} ${reason}`);
}

/** What core says of each certificate that servers show while anybody has a release. */
function refusalsOf({ populations }: Fleet, { hosts }: ServerTimeline): readonly string[] {
  const servings = hosts.flatMap((host) => host.servings);
  return populations.flatMap(({ members, adoption }) =>
    members.flatMap(({ release, policy }, member) =>
      servings.flatMap(({ from, until, paths }) => {
        const times = [Math.max(from, release.released, START), until - 1].filter(
          (at) => at >= from && at < until && at >= START && adoption.shareOf(member, at) > 0,
        );
        const names = paths.flatMap(({ keys }) => keys.map(({ name }) => name));
        return names.flatMap((name) => times.flatMap((at) => refusalOf(policy, name, at)));
      }),
    ),
  );
}

function refusalOf(policy: Policy, name: string, at: Instant): readonly string[] {
  const chain = { kind: "verified", ders: [leafOf(name).certificate] } as const;
  const peer = { connectHost: HOST, certificateHost: HOST, port: 443, chain };
  const { decision, reason } = evaluate(policy, peer, new Date(at));
  const isFine = decision === "allow" && reason === "pin-matched";
  return isFine ? [] : [`revision ${policy.revision} ${decision} ${reason} of ${name}`];
}

function pin(name: string): SpkiPin {
  return pinOf(leafOf(name).spki);
}

function leafOf(name: string): ForgedParty {
  return leaves.get(name) ?? never();
}

function never(): never {
  throw new Error("there is no such thing");
}
