import assert from "node:assert/strict";
import { Agent } from "node:https";

import type { PinningLike } from "../adapter.ts";
import {
  assertCode,
  assertFooled,
  assertSilence,
  failureOf,
  mustEndSilently,
  mustFoolNaive,
  OPTION,
} from "../expectations.ts";
import { dispatcherOf, doorsOf, knock, requestThrough, streamOn } from "../knock.ts";
import type { Door, Target } from "../knock.ts";
import { sessionOf } from "../naive-session.ts";
import { naiveCheck, naiveRequest } from "../naive.ts";
import { HOST, leafPolicy, loosePolicy, nextOf, otherPolicy } from "../policies.ts";
import type { PolicyDraft } from "../policies.ts";
import type { Scenario, ScenarioContext } from "../scenario.ts";

/** Connections and sessions that were made under another policy. */
export const SESSIONS: readonly Scenario[] = [
  {
    name: "resumed-session",
    guarantee: "A TLS session from before the pins is not resumed, whatever door it comes through.",
    run: resumedSession,
  },
  {
    name: "pooled-socket-before-update",
    guarantee: "A kept-alive connection that a newer policy refuses carries no other request.",
    run: pooledSocket,
  },
  {
    name: "report-only-pool-then-enforce",
    guarantee: "A connection that report-only let through ends when the rule is enforced.",
    run: reportOnlyPool,
  },
];

async function resumedSession(context: ScenarioContext): Promise<void> {
  const { world } = context;
  for (const name of ["wrong-key", "wrong-key-1.2"]) {
    const { port, ca } = world.peer(name);
    const dial = { host: HOST, servername: HOST, port, ca: [...ca], lookup: world.lookup };
    const session = await sessionOf(dial);
    await world.servers.reset();
    // Node alone skips the hook on a resumed session.
    if (context.runtime === "node") await mustFoolNaive(context, name, { session, ...REFUSING });

    const pinning = context.pin(leafPolicy(world), world.peer(name));
    const expected = { peer: name, codes: [OPTION] };
    await mustEndSilently(context, expected, pinning.connect({ host: HOST, port, session }));
    const attempt = requestThrough(pinning.agent(), { host: HOST, port }, { session });
    await mustEndSilently(context, { peer: name }, attempt);
    await notResumedAfterTightening(context, name);
  }
}

// The doors themselves must not keep a session across a policy.
async function notResumedAfterTightening(context: ScenarioContext, name: string): Promise<void> {
  const { world } = context;
  const peer = world.peer(name);
  const pinning = context.pin(otherPolicy(world), peer);
  for (const door of ONE_SERVER_DOORS.filter((own) => doorsOf(pinning).includes(own))) {
    await knock(pinning, door, { host: HOST, port: peer.port });
  }
  pinning.update(nextOf(leafPolicy(world)));
  await world.servers.settled(name);
  await world.servers.reset();
  for (const door of ONE_SERVER_DOORS.filter((own) => doorsOf(pinning).includes(own))) {
    const attempt = knock(pinning, door, { host: HOST, port: peer.port });
    assertCode(await failureOf(attempt), {});
  }
  const counts = await world.servers.settled(name);
  assertSilence(counts, name);
  assert.equal(counts.resumed, 0);
}

async function pooledSocket(context: ScenarioContext): Promise<void> {
  await pooledUnder(context, loosePolicy(context.world));
  await liveOnesAreDestroyed(context);
}

async function reportOnlyPool(context: ScenarioContext): Promise<void> {
  await pooledUnder(context, leafPolicy(context.world, { mode: "report-only" }));
}

/** What was pooled under a policy carries nothing once the pins are enforced. */
async function pooledUnder(context: ScenarioContext, before: PolicyDraft): Promise<void> {
  const { world } = context;
  await naivePool(context);
  const peer = world.peer("wrong-key");
  const options = { onVerdict: () => undefined };
  const offered = doorsOf(context.pin(before, peer, options));
  for (const [door, senderOf] of Object.entries(POOLS)) {
    if (!offered.some((own) => own === door)) continue;
    const pinning = context.pin(before, peer, options);
    const send = senderOf(pinning, { host: HOST, port: peer.port });
    await send();
    pinning.update(nextOf(leafPolicy(world)));
    await world.servers.reset();
    assertCode(await failureOf(send()), { reason: "no-pin-matched" });
    assertSilence(await world.servers.settled(peer.name), door);
  }
}

async function naivePool(context: ScenarioContext): Promise<void> {
  const { pins, servers } = context.world;
  let accepted = [pins.rogueLeaf];
  const agent = new Agent({
    keepAlive: true,
    checkServerIdentity: (host, certificate) => naiveCheck(accepted)(host, certificate),
  });
  const { port, ca } = context.world.peer("wrong-key");
  const options = { host: HOST, port, ca: [...ca], lookup: context.world.lookup, agent };
  await naiveRequest(options);
  accepted = [pins.leaf];
  await servers.reset();
  await naiveRequest(options);
  agent.destroy();
  await assertFooled(context, "wrong-key");
}

async function liveOnesAreDestroyed(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const peer = world.peer("wrong-key");
  const h2 = world.peer("wrong-key-h2");
  const pinning = context.pin(loosePolicy(world), peer);
  const socket = await pinning.connect({ host: HOST, port: peer.port });
  const session = await pinning.http2Connect(`https://${HOST}:${h2.port}`);
  socket.on("error", () => {});
  session.on("error", () => {});
  await streamOn(session);
  pinning.update(nextOf(leafPolicy(world)));
  assert.ok(socket.destroyed, "the socket lives on");
  await failureOf((async () => streamOn(session))());
  const counts = await world.servers.settled(h2.name);
  assert.deepEqual([counts.requests, counts.open], [1, 0], "the session lives on");
}

// They reach the same kind of server, and give a connection back where they can.
const ONE_SERVER_DOORS: readonly Door[] = ["connect", "agent", "fetch"];

const REFUSING = { checkServerIdentity: () => new Error("naive: refused") };

// The doors that keep connections. Each gives a function that sends one request over them.
const POOLS: Readonly<
  Record<string, (pinning: PinningLike, target: Target) => () => Promise<void>>
> = {
  agent: (pinning, target) => {
    const agent = pinning.agent({ keepAlive: true });
    return () => requestThrough(agent, target);
  },
  fetch: (pinning, target) => () => knock(pinning, "fetch", target),
  dispatcher: (pinning, target) => {
    const send = dispatcherOf(pinning);
    return () => send(target);
  },
};
