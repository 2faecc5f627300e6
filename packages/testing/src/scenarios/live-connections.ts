import assert from "node:assert/strict";
import { Agent } from "node:https";
import type { TLSSocket } from "node:tls";

import type { PinningLike } from "../adapter.ts";
import { withClock } from "../disturbances.ts";
import { assertFooled, assertSilence, mustRefuse, mustStopNaive } from "../expectations.ts";
import { speakOn } from "../knock.ts";
import { naiveConnect } from "../naive-session.ts";
import { naiveCheck, naiveRequest } from "../naive.ts";
import { HOST, leafPolicy, nextOf } from "../policies.ts";
import type { PolicyDraft } from "../policies.ts";
import type { Scenario, ScenarioContext } from "../scenario.ts";

/** Connections that outlive the policy under which they were made. */
export const LIVE_CONNECTIONS: readonly Scenario[] = [
  {
    name: "update-brings-expiry",
    guarantee: "A connection from before ends when the pins of the newer policy expire.",
    run: updateBringsExpiry,
  },
  {
    name: "update-distrusts-behind-decoy",
    guarantee: "A CA that is distrusted later is found behind its decoy on live connections too.",
    run: updateDistrusts,
  },
];

async function updateBringsExpiry(context: ScenarioContext): Promise<void> {
  await naiveExpiry(context);
  const { world } = context;
  const policy = leafPolicy(world);
  const { pinning, socket } = await connected(context, policy, "right");
  const agent = pinning.agent();
  pinning.update(nextOf(leafPolicy(world, { expires: todayInUtc() })));
  assert.equal(socket.destroyed, false, "it ended before its time");
  await withClock(ONE_DAY, async () => {
    // Whatever uses the pinning asks what has expired: no timer is waited for.
    agent.getName({});
    await mustBeDestroyed(context, socket, "right");
  });
}

// Naive code asks for the date where it asks for the pin: in the handshake.
async function naiveExpiry(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const until = Date.now() + ONE_DAY / 2;
  const agent = new Agent({
    keepAlive: true,
    checkServerIdentity: (...asked) =>
      Date.now() > until ? new Error("naive: expired") : naiveCheck([world.pins.leaf])(...asked),
  });
  const { port, ca } = world.peer("right");
  const options = { host: HOST, port, ca: [...ca], lookup: world.lookup, agent };
  await naiveRequest(options);
  await world.servers.reset();
  await withClock(ONE_DAY, async () => void (await naiveRequest(options)));
  agent.destroy();
  await assertFooled(context, "right");
}

async function updateDistrusts(context: ScenarioContext): Promise<void> {
  const { pins } = context.world;
  const rule = { mode: "report-only" };
  const policy = leafPolicy(context.world, rule);
  // Bun's TLS takes the first issuer of that name, and finds that it did not sign.
  if (context.runtime === "bun") {
    await mustStopNaive(context, "decoy", {});
    const expected = { peer: "decoy", options: REPORTING, codes: ["CERT_SIGNATURE_FAILURE"] };
    return mustRefuse(context, policy, expected);
  }
  await naiveDistrust(context);
  const { pinning, socket } = await connected(context, policy, "decoy");
  const distrust = (spki: string): PolicyDraft =>
    leafPolicy(context.world, { ...rule, distrusted: [{ spki }] });
  pinning.update({ ...distrust(pins.rogueLeaf), revision: 2 });
  assert.equal(socket.destroyed, false, "it ended without a reason");
  pinning.update({ ...distrust(pins.issuing), revision: 3 });
  await mustBeDestroyed(context, socket, "decoy");
}

// Naive code looks through the chain that it was shown, where the decoy stands for the CA.
async function naiveDistrust(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const { port, ca } = world.peer("decoy");
  const dial = { host: HOST, servername: HOST, port, ca: [...ca], lookup: world.lookup };
  const socket = await naiveConnect(dial);
  const isDistrusted = naiveCheck([world.pins.issuing]);
  const found = isDistrusted(HOST, socket.getPeerCertificate(true)) === undefined;
  if (!found) await speakOn(socket, { host: HOST, port });
  socket.destroy();
  // Deno lists what was served one by one, so that nothing hides there.
  assert.equal(found, context.runtime === "deno");
  if (found) context.onNaive("stopped");
  else await assertFooled(context, "decoy");
}

async function mustBeDestroyed(
  { world }: ScenarioContext,
  socket: TLSSocket,
  name: string,
): Promise<void> {
  assert.ok(socket.destroyed, "the connection lives on");
  await world.servers.reset();
  socket.write("secret");
  assertSilence(await world.servers.settled(name), name);
}

async function connected(
  context: ScenarioContext,
  policy: PolicyDraft,
  name: string,
): Promise<{ readonly pinning: PinningLike; readonly socket: TLSSocket }> {
  const peer = context.world.peer(name);
  const pinning = context.pin(policy, peer, REPORTING);
  const socket = await pinning.connect({ host: HOST, port: peer.port });
  socket.on("error", () => {});
  await speakOn(socket, { host: HOST, port: peer.port });
  return { pinning, socket };
}

function todayInUtc(): string {
  return new Date().toISOString().slice(0, 10);
}

const REPORTING = { onVerdict: () => undefined };

const ONE_DAY = 24 * 60 * 60 * 1000;
