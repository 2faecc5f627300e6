import assert from "node:assert/strict";

import type { AdapterOptions, PinningLike } from "../adapter.ts";
import {
  assertCode,
  assertSilence,
  failureOf,
  mustAllow,
  mustFoolNaive,
  mustRefuse,
  REJECTED,
} from "../expectations.ts";
import { doorsOf } from "../knock.ts";
import type { Door } from "../knock.ts";
import { naiveRequest, SECRET } from "../naive.ts";
import { leafPolicy } from "../policies.ts";
import type { Scenario, ScenarioContext } from "../scenario.ts";

/** Each door, and one scenario for each, so that a report can say where there is none. */
export const EACH_DOOR: readonly Scenario[] = [
  {
    name: "wrong-pin",
    guarantee: "A server with another key is refused through every door, before one byte.",
    async run(context) {
      const policy = leafPolicy(context.world);
      await mustFoolNaive(context, "wrong-key", {});
      for (const door of doorsOf(context.pin(policy, context.world.peer("right")))) {
        const peer = door === "http2Connect" ? "wrong-key-h2" : "wrong-key";
        await mustRefuse(context, policy, { peer, door, reason: "no-pin-matched" });
      }
    },
  },
  {
    name: "self-test",
    guarantee: "The self-test proves each door without a network.",
    async run(context) {
      await context.pin(leafPolicy(context.world), context.world.peer("right")).selfTest();
    },
  },
  guardedDoor("fetch", "fetch"),
  guardedDoor("agent"),
  guardedDoor("wrapAgent", "wrapAgent"),
  guardedDoor("dispatcher", "dispatcher"),
  guardedDoor("http2Connect"),
  guardedDoor("connect"),
  {
    name: "door-tlsOptions",
    guarantee: "The hook of tlsOptions() delivers to the pinned key, and nothing to another.",
    needs: "tlsOptions",
    run: (context) => throughHook(context, {}, (pinning, url) => byHook(context, pinning, url)),
  },
  {
    name: "door-nativeFetch",
    guarantee: "The runtime's own fetch delivers to the pinned leaf key, and nothing to another.",
    needs: "nativeFetch",
    run: (context) => throughHook(context, { nativeFetch: "leaf-pins" }, byNativeFetch),
  },
];

function guardedDoor(door: Door, needs?: "fetch" | "dispatcher" | "wrapAgent"): Scenario {
  return {
    name: `door-${door}`,
    guarantee: `${door} delivers to the pinned key, and nothing to another.`,
    ...(needs === undefined ? {} : { needs }),
    async run(context) {
      const suffix = door === "http2Connect" ? "-h2" : "";
      const policy = leafPolicy(context.world);
      await mustFoolNaive(context, "wrong-key", {});
      await mustAllow(context, policy, { peer: `right${suffix}`, door });
      const expected = { peer: `wrong-key${suffix}`, door, reason: "no-pin-matched" };
      await mustRefuse(context, policy, expected);
    },
  };
}

async function throughHook(
  context: ScenarioContext,
  options: AdapterOptions,
  send: (pinning: PinningLike, url: URL) => Promise<unknown>,
): Promise<void> {
  const { world } = context;
  await mustFoolNaive(context, "wrong-key", {});
  const policy = leafPolicy(world, { host: "localhost" });
  const attempt = (name: string): Promise<unknown> => {
    const peer = world.peer(name);
    const url = new URL(`https://localhost:${peer.port}/`);
    return send(context.pin(policy, peer, options), url);
  };
  await attempt("right");
  assert.ok((await world.servers.settled("right")).bytes > 0, "nothing was delivered");
  assertCode(await failureOf(attempt("wrong-key")), { codes: [REJECTED] });
  assertSilence(await world.servers.settled("wrong-key"), "the hook");
}

async function byHook(
  { world }: ScenarioContext,
  pinning: PinningLike,
  { hostname, port }: URL,
): Promise<void> {
  // Every world's roots are these two, whoever is dialled.
  const ca = [...world.peer("wrong-key").ca];
  await naiveRequest({ host: hostname, port, ca, lookup: world.lookup, ...pinning.tlsOptions() });
}

async function byNativeFetch(pinning: PinningLike, url: URL): Promise<void> {
  const response = await pinning.nativeFetch?.(url.href, { headers: SECRET });
  await response?.arrayBuffer();
}
