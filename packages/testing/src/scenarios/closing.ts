import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import type { LookupFunction } from "node:net";

import { withUncaughtHandler } from "../disturbances.ts";
import { assertSilence, failureOf } from "../expectations.ts";
import { doorsOf, knock, requestThrough, streamOn } from "../knock.ts";
import { HOST, leafPolicy, loosePolicy } from "../policies.ts";
import type { Scenario, ScenarioContext } from "../scenario.ts";
import { ONE_SERVER_DOORS, whileHeld } from "./while-held.ts";

/** What becomes of connections when a pinning is closed. */
export const CLOSING: readonly Scenario[] = [
  {
    name: "close-mid-handshake",
    guarantee:
      "After close no connection is handed out, not even one whose handshake was under way.",
    run: closeMidHandshake,
  },
  {
    name: "close-inside-lookup",
    guarantee:
      "After close in a look-up of the caller's, the connection that it is for is not made.",
    run: closeInsideLookup,
  },
  {
    name: "abort-inside-onVerdict",
    guarantee: "Who gives up in onVerdict gets no connection, and no exception escapes.",
    run: abortInsideOnVerdict,
  },
  {
    name: "nothing-left",
    guarantee: "After close no socket, and after a dial no listener, is left behind.",
    run: nothingLeft,
  },
];

async function closeMidHandshake(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const name = "wrong-key-slow";
  const { port } = world.peer(name);
  const doors = doorsOf(context.pin(loosePolicy(world), world.peer(name)));
  for (const door of ONE_SERVER_DOORS.filter((own) => doors.includes(own))) {
    await world.servers.reset();
    const pinning = context.pin(loosePolicy(world), world.peer(name));
    const attempt = whileHeld(context, name, {
      start: () => knock(pinning, door, { host: HOST, port }),
      meanwhile: () => pinning.close(),
    });
    await failureOf(attempt);
    assertSilence(await world.servers.settled(name), door);
  }
  await closeInsideOnVerdict(context);
}

async function closeInsideOnVerdict(context: ScenarioContext): Promise<void> {
  const right = context.world.peer("right");
  const onVerdict = (): void => pinning.close();
  const pinning = context.pin(leafPolicy(context.world), right, { onVerdict });
  await context.world.servers.reset();
  await failureOf(knock(pinning, "connect", { host: HOST, port: right.port }));
  assertSilence(await context.world.servers.settled("right"), "after close in onVerdict");
}

// A look-up of the caller's runs before the connection is known to anybody.
async function closeInsideLookup(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const right = world.peer("right");
  for (const door of ONE_SERVER_DOORS) {
    await world.servers.reset();
    const lookup: LookupFunction = (...asked) => {
      pinning.close();
      world.lookup(...asked);
    };
    const pinning = context.pin(leafPolicy(world), right, { tls: { lookup } });
    if (!doorsOf(pinning).includes(door)) continue;
    await failureOf(knock(pinning, door, { host: HOST, port: right.port }));
    assertSilence(await world.servers.settled("right"), `${door}, closed in its look-up`);
  }
}

async function abortInsideOnVerdict(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const { port } = world.peer("right");
  const giveUp = new AbortController();
  const onVerdict = (): void => giveUp.abort(new Error("given up"));
  const pinning = context.pin(leafPolicy(world), world.peer("right"), { onVerdict });
  const escaped = await withUncaughtHandler(async () => {
    const attempt = pinning.connect({ host: HOST, port, signal: giveUp.signal });
    assert.match(String(await failureOf(attempt)), /given up/);
    assertSilence(await world.servers.settled("right"), "after it was given up");
  });
  assert.deepEqual(escaped, [], "an exception escaped");
}

async function nothingLeft(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const before = listenersOf(process);
  const right = world.peer("right");
  const pinning = context.pin(leafPolicy(world), right);
  const { signal } = new AbortController();
  await pinning.connect({ host: HOST, port: right.port, signal });
  const { port } = world.peer("wrong-key");
  await failureOf(pinning.connect({ host: HOST, port, signal }));
  assert.equal(getEventListeners(signal, "abort").length, 0, "the signal is still listened to");
  await requestThrough(pinning.agent({ keepAlive: true }), { host: HOST, port: right.port });
  const h2 = world.peer("right-h2");
  await streamOn(await pinning.http2Connect(`https://${HOST}:${h2.port}`));
  assert.ok((await world.servers.counts("right")).open > 0);

  pinning.close();
  for (const name of ["right", "right-h2", "wrong-key"]) {
    assert.equal((await world.servers.settled(name)).open, 0, `${name} still has a connection`);
  }
  assert.deepEqual(listenersOf(process), before, "the process is still listened to");
  await world.servers.reset();
  await failureOf(knock(pinning, "connect", { host: HOST, port: right.port }));
  assert.equal((await world.servers.settled("right")).connections, 0, "it dialled after close");
}

function listenersOf(emitter: NodeJS.EventEmitter): Readonly<Record<string, number>> {
  return Object.fromEntries(
    emitter.eventNames().map((event) => [String(event), emitter.listenerCount(event)]),
  );
}
