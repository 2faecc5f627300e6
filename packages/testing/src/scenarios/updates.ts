import assert from "node:assert/strict";
import { getEventListeners, once } from "node:events";
import { request } from "node:https";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "node:tls";
import type { ConnectionOptions } from "node:tls";

import {
  assertCode,
  assertSilence,
  failureOf,
  mustAllow,
  mustEndSilently,
  mustFoolNaive,
  mustRefuse,
  REJECTED,
} from "../expectations.ts";
import { doorsOf, knock, requestThrough, streamOn } from "../knock.ts";
import type { Door } from "../knock.ts";
import { naiveCheck, naiveRequest, SECRET } from "../naive.ts";
import { HOST, leafPolicy, loosePolicy, nextOf } from "../policies.ts";
import type { Scenario, ScenarioContext } from "../scenario.ts";
import { pinTextOf } from "../world/pin-text.ts";

/** Policies, clocks and listeners that change while a connection is made, or outlive it. */
export const UPDATES: readonly Scenario[] = [
  {
    name: "update-mid-handshake",
    guarantee: "A policy that arrives during a handshake judges that handshake.",
    run: updateMidHandshake,
  },
  {
    name: "update-inside-onVerdict",
    guarantee: "A policy that arrives in onVerdict judges the connection that it was told of.",
    run: updateInsideOnVerdict,
  },
  {
    name: "prepended-listener-write",
    guarantee: "No listener, however early, sees a socket that is not proven.",
    run: prependedListener,
  },
  {
    name: "clock-back",
    guarantee: "A clock that shows a time before the policy was made rejects.",
    async run(context) {
      const policy = { ...leafPolicy(context.world), issued: "2099-01-01T00:00:00Z" };
      const reason = "clock-before-issued";
      await mustFoolNaive(context, "right", {});
      await mustRefuse(context, policy, { peer: "right", reason });
    },
  },
  {
    name: "equal-revision-other-content",
    guarantee: "A policy of the same revision but other content is refused, and the old one stays.",
    run: equalRevision,
  },
  {
    name: "nothing-left",
    guarantee: "After close no socket, and after a dial no listener, is left behind.",
    run: nothingLeft,
  },
];

async function updateMidHandshake(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const name = "wrong-key-slow";
  const { port, ca } = world.peer(name);
  const dial = { host: HOST, port, ca: [...ca], lookup: world.lookup };
  const accepted = naiveCheck([world.pins.rogueLeaf]);
  await whileHeld(context, name, {
    start: () => naiveRequest({ ...dial, checkServerIdentity: accepted }),
    meanwhile: () => {},
  });
  assert.ok((await world.servers.settled(name)).bytes > 0, "naive was not fooled");

  const doors = doorsOf(context.pin(loosePolicy(world), world.peer(name)));
  for (const door of ONE_SERVER_DOORS.filter((own) => doors.includes(own))) {
    await world.servers.reset();
    const pinning = context.pin(loosePolicy(world), world.peer(name));
    const attempt = whileHeld(context, name, {
      start: () => knock(pinning, door, { host: HOST, port }),
      meanwhile: () => pinning.update(nextOf(leafPolicy(world))),
    });
    assertCode(await failureOf(attempt), {});
    assertSilence(await world.servers.settled(name), door);
  }
  await updateInsideOwnCheck(context);
}

// Between the verdict and the hand-over, from inside the handshake.
async function updateInsideOwnCheck(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const peer = world.peer("wrong-key");
  for (const door of ["connect", "agent"] as const) {
    const checkServerIdentity = (): undefined => {
      pinning.update(nextOf(leafPolicy(world)));
    };
    const pinning = context.pin(loosePolicy(world), peer, { tls: { checkServerIdentity } });
    const attempt = knock(pinning, door, { host: HOST, port: peer.port });
    await mustEndSilently(context, { peer: peer.name, codes: [REJECTED] }, attempt);
  }
}

async function whileHeld(
  { world }: ScenarioContext,
  name: string,
  { start, meanwhile }: { readonly start: () => Promise<unknown>; readonly meanwhile: () => void },
): Promise<void> {
  const { servers } = world;
  await servers.behave(name, "hold");
  const attempt = start();
  attempt.catch(() => {});
  while ((await servers.counts(name)).connections === 0) await sleep(5);
  meanwhile();
  await servers.behave(name, "answer");
  await attempt;
}

async function updateInsideOnVerdict(context: ScenarioContext): Promise<void> {
  const { world } = context;
  let accepted = [world.pins.rogueLeaf];
  await mustFoolNaive(context, "wrong-key", {
    checkServerIdentity: (...asked: Parameters<ReturnType<typeof naiveCheck>>) => {
      const verdict = naiveCheck(accepted)(...asked);
      accepted = [world.pins.leaf];
      return verdict;
    },
  });
  const peer = world.peer("wrong-key");
  for (const door of ["connect", "agent"] as const) {
    let told = 0;
    const onVerdict = (): void => {
      if (told++ === 0) pinning.update(nextOf(leafPolicy(world)));
    };
    const pinning = context.pin(loosePolicy(world), peer, { onVerdict });
    const attempt = knock(pinning, door, { host: HOST, port: peer.port });
    await mustEndSilently(context, { peer: peer.name }, attempt);
    assert.ok(told > 0, "onVerdict was not called");
  }
}

async function prependedListener(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const { port, ca } = world.peer("wrong-key");
  await lateCheck({ host: HOST, servername: HOST, port, ca: [...ca], lookup: world.lookup });
  assert.ok((await world.servers.settled("wrong-key")).bytes > 0, "naive was not fooled");
  await world.servers.reset();

  const agent = context.pin(leafPolicy(world), world.peer("wrong-key")).agent();
  const attempt = new Promise((resolve, reject) => {
    const outgoing = request({ host: HOST, port, agent, headers: SECRET });
    outgoing.on("socket", writeEarly);
    outgoing.on("response", resolve);
    outgoing.on("error", reject);
    outgoing.end();
  });
  await mustEndSilently(context, { peer: "wrong-key", codes: [REJECTED] }, attempt);
}

// Naive code that judges with WebCrypto, once the connection is there: whoever listens writes first.
async function lateCheck(options: ConnectionOptions): Promise<void> {
  const socket = connect(options);
  socket.on("error", () => {});
  socket.on("secureConnect", () => void pinTextOf(Uint8Array.of(1)).then(() => socket.destroy()));
  writeEarly(socket);
  await once(socket, "close");
}

function writeEarly(socket: Socket): void {
  for (const event of ["connect", "secure", "secureConnect", "ready"]) {
    socket.prependListener(event, () => socket.write("secret"));
  }
}

async function equalRevision(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const policy = { ...leafPolicy(world), revision: 7 };
  const pinning = await mustAllow(context, policy, { peer: "right" });
  for (const revision of [7, 6]) {
    const attempt = async (): Promise<void> => pinning.update({ ...loosePolicy(world), revision });
    assertCode(await failureOf(attempt()), { codes: ["ERR_TLSPIN_POLICY"] });
  }
  pinning.update(policy);
  const { port } = world.peer("wrong-key");
  const attempt = knock(pinning, "connect", { host: HOST, port });
  await mustEndSilently(
    context,
    { peer: "wrong-key", reason: "no-pin-matched", codes: [REJECTED] },
    attempt,
  );
  await knock(pinning, "connect", { host: HOST, port: world.peer("right").port });
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

const ONE_SERVER_DOORS: readonly Door[] = ["connect", "agent", "fetch"];
