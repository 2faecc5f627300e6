import { getEventListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

import { startWorld } from "@tlspin/testing";
import type { Adapter, PinningLike, ServerCounts, World } from "@tlspin/testing";

import { doorsOf, HTTP1_DOORS, HTTP2_DOORS } from "./attempt.ts";
import type { Doors } from "./attempt.ts";
import { type Attempt, faultOf, wasAllowed } from "./judge.ts";
import { growthOf, type Memory, memoryNow } from "./memory.ts";
import { policyOf, SERVERS } from "./policies.ts";
import type { ServerName } from "./policies.ts";

export interface SoakOptions {
  /** How many requests to make, each a connection of its own unless it is pooled. */
  readonly requests: number;
  /** The most that it may take. What is done by then is judged. */
  readonly milliseconds: number;
  /** Called at each checkpoint. */
  readonly onCheckpoint?: (checkpoint: Checkpoint) => void;
}

/** What was counted at one moment at which nothing was under way. */
export interface Checkpoint {
  readonly requests: number;
  readonly connections: number;
  readonly updates: number;
  readonly memory: Memory;
}

export interface SoakReport {
  readonly requests: number;
  /** TCP connections, as the servers count them. */
  readonly connections: number;
  readonly updates: number;
  readonly delivered: number;
  /** Application bytes at servers that no policy allowed. */
  readonly leaked: number;
  /** What became of requests and should not have. At most a few are kept. */
  readonly faults: readonly string[];
  /** What was left behind: connections, listeners, resources of the process. */
  readonly leftovers: readonly string[];
  /** The last third against the first: after a whole run, not before a warm-up. */
  readonly growth: Memory;
}

/**
 * Makes many requests through every door to good and hostile servers, while the policy changes under
 * them. One seed, so that each run makes the same ones.
 */
export async function soak(adapter: Adapter, options: SoakOptions): Promise<SoakReport> {
  const world = await startWorld();
  const { lookup } = world;
  const ca = [...new Set(NAMES.flatMap((name) => world.peer(name).ca))];
  const pinning = adapter.createPinning(policyOf(world, 0), { tls: { ca, lookup } });
  const run = new Run(world, pinning);
  try {
    return await run.through(options);
  } finally {
    pinning.close();
    await world.close();
  }
}

class Run {
  readonly #world: World;
  readonly #pinning: PinningLike;
  readonly #doors: Doors;
  readonly #signal = new AbortController().signal;
  readonly #memory: Memory[] = [];
  readonly #faults: string[] = [];
  readonly #totals = { requests: 0, connections: 0, delivered: 0, leaked: 0 };
  #revision = 0;
  #seed = 1;

  constructor(world: World, pinning: PinningLike) {
    this.#world = world;
    this.#pinning = pinning;
    this.#doors = doorsOf(pinning, this.#signal);
  }

  async through({ requests, milliseconds, onCheckpoint }: SoakOptions): Promise<SoakReport> {
    const end = performance.now() + milliseconds;
    const batch = Math.ceil(requests / CHECKPOINTS);
    await this.#batch(Math.min(WARM_UP, requests));
    const before = resources();
    for (let i = 0; i < CHECKPOINTS && performance.now() < end; i++) {
      await this.#batch(batch);
      onCheckpoint?.(this.#checkpoint());
    }
    const leftovers = await this.#leftovers(before);
    return {
      ...this.#totals,
      updates: this.#revision,
      faults: this.#faults,
      leftovers,
      growth: {
        heap: growthOf(this.#memory.map(({ heap }) => heap)),
        resident: growthOf(this.#memory.map(({ resident }) => resident)),
      },
    };
  }

  /** Some requests, a few at a time, and then what the servers say of them. */
  async #batch(requests: number): Promise<void> {
    const attempts = new Map<number, Attempt>();
    let left = requests;
    const work = async (): Promise<void> => {
      while (left-- > 0) {
        if (left % UPDATE_EVERY === 0) this.#update();
        const attempt = await this.#attempt();
        attempts.set(attempt.id, attempt);
        this.#note(attempt, faultOf(attempt));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    for (const name of NAMES) this.#compare(name, await this.#world.servers.counts(name), attempts);
    await this.#world.servers.reset();
  }

  #update(): void {
    this.#revision += 1;
    this.#pinning.update(policyOf(this.#world, this.#revision));
  }

  async #attempt(): Promise<Attempt> {
    const id = this.#totals.requests++;
    const server = this.#oneOf(CHOICES);
    const door = this.#oneOf(server.endsWith("h2") ? HTTP2_DOORS : HTTP1_DOORS);
    const target = { port: this.#world.peer(server).port, path: `/${id}` };
    const from = this.#revision;
    const error: unknown = await door(this.#doors, target).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error === undefined) this.#totals.delivered += 1;
    return { id, server, from, to: this.#revision, error };
  }

  /** A server must have heard of no request but those that it was allowed to answer. */
  #compare(name: ServerName, counts: ServerCounts, attempts: ReadonlyMap<number, Attempt>): void {
    this.#totals.connections += counts.connections;
    if (SERVERS[name] === "never") this.#totals.leaked += counts.bytes;
    for (const { path } of counts.heard) {
      const attempt = attempts.get(Number(path.slice(1)));
      if (attempt?.server !== name || !wasAllowed(attempt)) this.#keep(`${name} heard ${path}`);
    }
  }

  #note({ id, server }: Attempt, fault: string | undefined): void {
    if (fault !== undefined) this.#keep(`request ${id} to ${server}: ${fault}`);
  }

  #keep(fault: string): void {
    if (this.#faults.length < MOST_FAULTS) this.#faults.push(fault);
  }

  #checkpoint(): Checkpoint {
    const memory = memoryNow();
    this.#memory.push(memory);
    const { requests, connections } = this.#totals;
    return { requests, connections, updates: this.#revision, memory };
  }

  /** After close, nothing of what was made may be there. */
  async #leftovers(before: Readonly<Record<string, number>>): Promise<readonly string[]> {
    const listeners = getEventListeners(this.#signal, "abort").length;
    this.#pinning.close();
    const { fresh, pooled } = this.#doors;
    for (const agent of [fresh, pooled]) agent.destroy();
    const open = await Promise.all(
      NAMES.map(async (name) => [name, (await this.#world.servers.settled(name)).open] as const),
    );
    const more = await moreThan(before, PATIENCE);
    return [
      ...(listeners === 0 ? [] : [`${listeners} listeners of the signal`]),
      ...open.filter(([, count]) => count > 0).map(([name, count]) => `${count} to ${name}`),
      ...more.map(([kind, count]) => `${count} ${kind}, ${before[kind] ?? 0} before`),
    ];
  }

  /** Chance that is the same in each run (Park and Miller). */
  #oneOf<T>(choices: readonly T[]): T {
    this.#seed = (this.#seed * 48_271) % 2_147_483_647;
    const choice = choices[this.#seed % choices.length];
    if (choice === undefined) throw new Error("there is nothing to choose from");
    return choice;
  }
}

/** The kinds of which there is more than before, once what is closing has closed. */
async function moreThan(
  before: Readonly<Record<string, number>>,
  patience: number,
): Promise<readonly (readonly [string, number])[]> {
  const more = Object.entries(resources()).filter(([kind, count]) => count > (before[kind] ?? 0));
  if (more.length === 0 || patience === 0) return more;
  await sleep(10);
  return moreThan(before, patience - 1);
}

/**
 * What keeps the process alive, by kind. Left out are timers, of which pools have some that end by
 * themselves, and the process's own output.
 */
function resources(): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) {
    if (!/Timeout|Immediate|Pipe|TTY/.test(kind)) counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

const NAMES: readonly ServerName[] = Object.keys(SERVERS).filter(
  (name): name is ServerName => name in SERVERS,
);

// As many honest ones as hostile ones.
const HONEST = ["right", "backup", "right-h2"] as const;
const CHOICES: readonly ServerName[] = [...NAMES, ...HONEST, ...HONEST];

const CHECKPOINTS = 12;
// Until caches are full and code is compiled.
const WARM_UP = 400;
const AT_ONCE = 16;
const UPDATE_EVERY = 50;
const MOST_FAULTS = 20;
const PATIENCE = 200;
