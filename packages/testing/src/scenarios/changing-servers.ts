import assert from "node:assert/strict";
import type { TLSSocket } from "node:tls";

import { assertCode, mustFoolNaive } from "../expectations.ts";
import { requestThrough } from "../knock.ts";
import { naiveConnect } from "../naive-session.ts";
import { naiveCheck } from "../naive.ts";
import { HOST, leafPolicy } from "../policies.ts";
import type { Scenario, ScenarioContext } from "../scenario.ts";
import type { Peer } from "../world/world.ts";

/** Servers that show another certificate than before. */
export const CHANGING_SERVERS: readonly Scenario[] = [
  {
    name: "renegotiated-certificate",
    guarantee: "A server that was proven cannot show another certificate on the same connection.",
    run: renegotiated,
  },
  {
    name: "certificate-swapped-under-load",
    guarantee:
      "A server whose key changes while many connections are made is refused from then on.",
    run: swappedUnderLoad,
  },
];

async function renegotiated(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const peer = world.peer("renegotiating");
  // Others know no renegotiation, or do not take part in it.
  if (context.runtime === "node") await naiveRenegotiation(context, peer);
  const policy = leafPolicy(world, { pins: [world.pins.leaf, world.pins.rogueLeaf] });
  const pinning = context.pin(policy, peer);
  const socket = await pinning.connect({ host: HOST, port: peer.port });
  const { raw } = socket.getPeerCertificate();
  for (let turn = 0; turn < 5 && !socket.destroyed; turn++) await exchange(socket);
  assert.ok(socket.destroyed || raw.equals(socket.getPeerCertificate().raw), "it shows another");
}

/** The pin is looked for once, when the connection is there. */
async function naiveRenegotiation({ world, onNaive }: ScenarioContext, peer: Peer): Promise<void> {
  const { port, ca } = peer;
  const dial = { host: "127.0.0.1", servername: HOST, port, ca: [...ca] };
  const socket = await naiveConnect(dial);
  const { raw } = socket.getPeerCertificate();
  assert.equal(naiveCheck([world.pins.leaf])(HOST, socket.getPeerCertificate(true)), undefined);
  for (let turn = 0; turn < 5; turn++) await exchange(socket);
  assert.ok(!raw.equals(socket.getPeerCertificate().raw), "the server does not renegotiate");
  socket.destroy();
  await world.servers.settled(peer.name);
  await world.servers.reset();
  onNaive("fooled");
}

/** A word, and its echo or the end of the connection. */
function exchange(socket: TLSSocket): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ["data", "close"]) socket.once(event, () => resolve());
    socket.on("error", () => {});
    socket.write("word");
  });
}

async function swappedUnderLoad(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const { servers } = world;
  const peer = world.peer("changing");
  const pinning = context.pin(leafPolicy(world), peer);
  const target = { host: HOST, port: peer.port };
  const agent = pinning.agent();
  const wave = (): Promise<unknown>[] =>
    Array.from({ length: WAVE }, () => requestThrough(agent, target).catch((e: unknown) => e));
  for (const identity of ["right", "wrong-key"]) {
    const during = wave();
    await servers.swap(peer.name, world.identityOf(identity));
    await Promise.all(during);
    await servers.settled(peer.name);
    await servers.reset();
    const isWrong = identity === "wrong-key";
    if (isWrong) await mustFoolNaive(context, peer.name, {});
    const refusals = (await Promise.all(wave())).filter((ending) => ending !== undefined);
    const { bytes, requests } = await servers.settled(peer.name);
    for (const refusal of refusals) assertCode(refusal, { reason: "no-pin-matched" });
    const expected = isWrong ? { refused: WAVE, requests: 0 } : { refused: 0, requests: WAVE };
    assert.deepEqual({ refused: refusals.length, requests }, expected);
    assert.equal(bytes === 0, isWrong);
  }
}

// How many connections are made at once.
const WAVE = 16;
