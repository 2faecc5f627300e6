import { expect, test } from "vitest";

import {
  type Cell,
  cellsOf,
  type Instant,
  type Scenario,
  simulate,
  type Simulation,
} from "../src/index.ts";
import { partAt } from "./oracle-shares.ts";
import { type Moments, troublesAt } from "./oracle.ts";
import { randomFrom, randomScene, type RandomScene, START, STEP, STEPS } from "./random-scene.ts";
import { sceneOf } from "./scene.ts";

test.each(Array.from({ length: 10 }, (_, block) => block))(
  "equals a brute-force oracle on 1,000 random fleets (block %i)",
  { timeout: 120_000 },
  (block) => {
    let troubled = 0;
    for (let seed = block * 1000; seed < (block + 1) * 1000; seed++) {
      const scene = randomScene(randomFrom(seed));
      const scenario = sceneOf(scene);
      troubled += compare(scene, scenario, seed);
    }
    // The comparison is worth something only where things go wrong.
    expect(troubled).toBeGreaterThan(500);
  },
);

function compare(scene: RandomScene, scenario: Scenario, seed: number): number {
  const simulation = simulate(scenario);
  const cells = [...cellsOf(scenario)];
  const peak = { cutOff: 0, unpinned: 0 };
  let first = Infinity;
  for (const at of momentsOf(scenario)) {
    const expected = linesOf(troublesAt(scene, scenario, at));
    const when = `seed ${seed}, at ${new Date(at).toISOString()}`;
    expectLines(linesOf(findingsAt(simulation, at)), expected, when);
    expectLines(linesOf(cellsAt(cells, at)), expected, when);
    const bad = countedAt(simulation, at);
    if (bad.size > 0) first = Math.min(first, at);
    peak.cutOff = Math.max(peak.cutOff, partOf("cutOff"));
    peak.unpinned = Math.max(peak.unpinned, partOf("unpinned"));

    function partOf(kind: string): number {
      const parts = scenario.fleet.populations.map((population) =>
        partAt(scene, population, at, (version) => bad.get(version)?.has(kind) === true),
      );
      return Math.max(...parts);
    }
  }
  const [population] = simulation.populations;
  expect(population?.cutOff.share, `seed ${seed}`).toBeCloseTo(peak.cutOff, 9);
  expect(population?.unpinned.share, `seed ${seed}`).toBeCloseTo(peak.unpinned, 9);
  expect(simulation.first?.from ?? Infinity, `seed ${seed}`).toBe(first);
  return simulation.findings.length > 0 ? 1 : 0;
}

// Asked a million times, so that the assertion itself is made only where it will fail.
function expectLines(found: string, expected: string, when: string): void {
  if (found !== expected) expect(found, when).toBe(expected);
}

function cellsAt(cells: readonly Cell[], at: Instant): Moments {
  const found = new Map<string, Set<string>>();
  for (const { member, host, judgements, from, until } of cells) {
    if (at < from || at >= until) continue;
    const key = `${member.release.version} ${host}`;
    for (const { outcome, reason } of judgements) {
      if (outcome === "connects") continue;
      found.set(key, (found.get(key) ?? new Set()).add(`${outcome} ${reason}`));
    }
  }
  return found;
}

// Every change stands on the lattice, or 14 hours before it (the first zone in which a day begins),
// or a millisecond after that.
function momentsOf({ fleet, from, until }: Scenario): readonly Instant[] {
  const isLocal = fleet.populations.some(({ platform }) => platform === "android");
  const offsets = isLocal ? [0, (STEP / 12) * 10] : [0];
  return Array.from({ length: STEPS + 1 }, (_, i) => START + i * STEP)
    .flatMap((at) => offsets.flatMap((offset) => [-1, 0, 1].map((ms) => at + offset + ms)))
    .filter((at) => at >= from && at < until);
}

function findingsAt({ findings }: Simulation, at: Instant): Moments {
  const found = new Map<string, Set<string>>();
  for (const { release, host, outcome, reason, from, until } of findings) {
    if (at < from || at >= until) continue;
    const key = `${release.version} ${host}`;
    found.set(key, (found.get(key) ?? new Set()).add(`${outcome} ${reason}`));
  }
  return found;
}

function countedAt({ findings }: Simulation, at: Instant): ReadonlyMap<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { release, outcome, intended, from, until } of findings) {
    if (intended || at < from || at >= until) continue;
    const kind = outcome === "unpinned" ? "unpinned" : "cutOff";
    found.set(release.version, (found.get(release.version) ?? new Set()).add(kind));
  }
  return found;
}

function linesOf(moments: Moments): string {
  return [...moments]
    .flatMap(([place, troubles]) => [...troubles].map((trouble) => `${place} ${trouble}`))
    .toSorted()
    .join("\n");
}
