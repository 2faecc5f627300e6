import { type Agent, get } from "node:https";
import type { LookupFunction } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";

import { createPinning } from "@tlspin/node";

import type { Api } from "./start-api.ts";

/** A release of an app, in the hands of users who never stop calling the API. */
export interface Release {
  readonly name: string;
  /** How many requests were answered so far. */
  answered(): number;
  /** Why requests failed. */
  readonly failures: readonly Error[];
  /** Waits until some more requests were made, whatever came of them. */
  more(count: number): Promise<void>;
  stop(): Promise<void>;
}

/** Where the API is, and which root its clients trust. */
export interface Place {
  readonly api: Api;
  readonly root: string;
}

/** The pins that a release shipped with. */
export interface Shipped {
  readonly revision: number;
  readonly pins: readonly string[];
  readonly backupPins: readonly string[];
}

/** Puts a release in the field. It calls until it is stopped, at most some thousand times. */
export function release(name: string, shipped: Shipped, place: Place): Release {
  const agent = pinnedAgent(shipped, place);
  const failures: Error[] = [];
  const state = { made: 0, stopped: false };
  const ended = (async () => {
    while (!state.stopped && state.made < MOST) {
      await call(agent, place).catch((error: unknown) => {
        failures.push(error instanceof Error ? error : new Error(String(error)));
      });
      state.made++;
      await sleep(PAUSE);
    }
  })();
  return {
    name,
    failures,
    answered: () => state.made - failures.length,
    more: async (count) => {
      const until = state.made + count;
      while (state.made < until && state.made < MOST) await sleep(PAUSE);
    },
    stop: async () => {
      state.stopped = true;
      await ended;
    },
  };
}

/** An agent with the pins of a release, whose every request is a connection of its own. */
export function pinnedAgent({ revision, pins, backupPins }: Shipped, { root }: Place): Agent {
  const host = { host: HOST, includeSubdomains: false, pins, backupPins };
  const policy = { version: 1, revision, unlistedHosts: "reject", hosts: [host] };
  return createPinning(policy, { tls: { ca: root, lookup } }).agent({ keepAlive: false });
}

/** Makes one request. Without an agent it is that of an ordinary program. */
export function call(agent: Agent | undefined, { api, root }: Place): Promise<string> {
  const options = { host: HOST, port: api.port, path: "/v1/me", timeout: 10_000 };
  const way = agent === undefined ? { agent: false, ca: root, lookup } : { agent };
  return new Promise((resolve, reject) => {
    get({ ...options, ...way }, (response) => resolve(text(response)))
      .once("timeout", () => reject(new Error("no answer in time")))
      .once("error", reject);
  });
}

/** Every name is this machine. */
const lookup: LookupFunction = (_name, { all }, done) => {
  if (all === true) done(null, [{ address: "127.0.0.1", family: 4 }]);
  else done(null, "127.0.0.1", 4);
};

const HOST = "api.example.com";
const PAUSE = 10;
const MOST = 20_000;
