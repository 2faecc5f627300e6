import { parsePolicy, type Policy } from "@tlspin/core";
import type { Platform } from "@tlspin/formats";

import { DAY, instantOf, textOfInstant } from "../src/index.ts";
import { pin } from "./keys.ts";
import type { SceneWish } from "./scene.ts";

/** A scene whose every moment stands on a lattice of 12 hours. */
export type RandomScene = SceneWish;

export const START = instantOf("2026-12-01");
export const STEP = DAY / 2;
export const STEPS = 12;

/** A random scene: small, and so full of corners. */
export function randomScene(random: Random): RandomScene {
  const platform = random.pick(PLATFORMS);
  const releases = random.times(1, 4, (i) => {
    const released = random.below(STEPS) - 3;
    return {
      version: `${i}`,
      policy: randomPolicy(random),
      platform,
      released: lattice(released),
      ...(random.chance(0.2) ? { ended: lattice(released + 1 + random.below(6)) } : {}),
    };
  });
  const measured = random.chance(0.5);
  return {
    releases,
    ...(measured ? { samples: randomSamples(random, releases) } : {}),
    ...(random.chance(0.5) ? { curve: { halfLifeDays: random.pick([0.05, 0.2, 0.35, 1]) } } : {}),
    hosts: randomHosts(random),
    keys: { F: { spki: pin("F"), type: "Ed25519" }, E: { spki: pin("E"), type: "EC P-256" } },
    from: lattice(0),
    until: lattice(STEPS),
    clockSkew: random.pick([0, STEP, 2 * STEP]),
  };
}

function randomPolicy(random: Random): Policy {
  const hosts = random.some(HOSTS, 1).map((host, i) => randomRule(random, host, i === 0));
  return parsePolicy({
    version: 1,
    revision: 1,
    unlistedHosts: random.pick(["unpinned", "reject"]),
    ...(random.chance(0.3) ? { issued: `${day(random.below(4) - 2)}T00:00:00Z` } : {}),
    hosts,
  });
}

function randomRule(random: Random, host: string, mustPin: boolean): object {
  const includeSubdomains = random.chance(0.5);
  if (!mustPin && random.chance(0.2)) return { host, includeSubdomains, exclude: true };
  const [first, second, ...others] = random.some(LETTERS, 2);
  const entry = (letter = "A"): object => ({
    spki: pin(letter),
    at: random.chance(0.3) ? "ca" : "leaf",
  });
  return {
    host,
    includeSubdomains,
    mode: random.chance(0.2) ? "report-only" : "enforce",
    pins: [entry(first)],
    backupPins: [second, ...others.slice(0, random.below(2))].map(entry),
    ...(random.chance(0.2) ? { distrusted: [pin(random.pick(LETTERS))] } : {}),
    ...(random.chance(0.4)
      ? { expires: day(random.below(6) - 1), onExpiry: random.pick(["reject", "unpin"]) }
      : {}),
  };
}

function randomHosts(random: Random): readonly object[] {
  return random.some(HOSTS, 1).map((host) => ({
    host,
    serves: random.times(1, 3, () => {
      const from = random.below(STEPS + 4) - 4;
      return {
        from: lattice(from),
        ...(random.chance(0.5) ? { until: lattice(from + 1 + random.below(8)) } : {}),
        rollOutDays: random.pick([0, 0.5, 1]),
        paths: random.times(1, 2, () => ({
          keys: random.some(LETTERS, 1).slice(0, 3),
          ...(random.chance(0.2) ? { platforms: random.some(PLATFORMS, 1) } : {}),
        })),
      };
    }),
  }));
}

function randomSamples(
  random: Random,
  releases: readonly { readonly version: string; readonly released: string }[],
): NonNullable<SceneWish["samples"]> {
  return random
    .times(1, 2, () => {
      const at = START + (random.below(STEPS) - 2) * STEP;
      const out = releases.filter(({ released }) => instantOf(released) <= at);
      return [...out.map(({ version }) => version), "0.9"].map((version) => ({
        at,
        release: { version },
        weight: 1 + random.below(5),
      }));
    })
    .flat();
}

function lattice(step: number): string {
  return textOfInstant(START + step * STEP);
}

function day(days: number): string {
  return textOfInstant(START + days * DAY);
}

const HOSTS = ["example.com", "a.example.com", "b.a.example.com"];
const LETTERS = ["A", "B", "C", "D", "E", "F"];
const PLATFORMS: readonly Platform[] = ["tlspin", "android", "ios", "okhttp", "trustkit-ios"];

/** Chance that can be repeated. */
export interface Random {
  below(bound: number): number;
  chance(share: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** At least so many of them, in random order. */
  some<Item>(items: readonly Item[], least: number): readonly Item[];
  times<Item>(least: number, most: number, make: (index: number) => Item): Item[];
}

/** Mulberry32: 32 bits of state, enough to spread cases. */
export function randomFrom(seed: number): Random {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (bound: number): number => Math.floor(next() * bound);
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[below(items.length)];
    if (item === undefined) throw new RangeError("nothing to pick from");
    return item;
  };
  const times = <Item>(least: number, most: number, make: (index: number) => Item): Item[] =>
    Array.from({ length: least + below(most - least + 1) }, (_, index) => make(index));
  const some = <Item>(items: readonly Item[], least: number): readonly Item[] => {
    const keyed = items.map((item) => ({ item, key: next() }));
    const count = least + below(items.length - least + 1);
    return keyed
      .toSorted((a, b) => a.key - b.key)
      .slice(0, count)
      .map(({ item }) => item);
  };
  return { below, chance: (share) => next() < share, pick, some, times };
}
