import assert from "node:assert/strict";
import { request } from "node:https";
import type { Socket } from "node:net";
import { connect } from "node:tls";
import type { ConnectionOptions } from "node:tls";

import type { RecordLike } from "../adapter.ts";
import {
  assertCode,
  assertFooled,
  assertSilence,
  failureOf,
  mustAllow,
  mustEndSilently,
  mustFoolNaive,
  mustRefuse,
  REJECTED,
} from "../expectations.ts";
import { doorsOf, knock } from "../knock.ts";
import { naiveCheck, naiveRequest, SECRET } from "../naive.ts";
import { HOST, leafPolicy, loosePolicy, nextOf } from "../policies.ts";
import type { Scenario, ScenarioContext } from "../scenario.ts";
import { pinTextOf } from "../world/pin-text.ts";
import { ONE_SERVER_DOORS, whileHeld } from "./while-held.ts";

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
    name: "clock-forward-onExpiry-unpin",
    guarantee: "A clock past the pins' last day opens nothing, unless the program accepts that.",
    run: clockForward,
  },
  {
    name: "equal-revision-other-content",
    guarantee: "A policy of the same revision but other content is refused, and the old one stays.",
    run: equalRevision,
  },
];

async function clockForward(context: ScenarioContext): Promise<void> {
  const peer = "wrong-key";
  const past = { expires: "2020-01-01" };
  const opening = leafPolicy(context.world, { ...past, onExpiry: "unpin" });
  const told: string[] = [];
  const onVerdict = ({ reason }: RecordLike): void => void told.push(reason);
  // TrustKit and Android leave a host unpinned after the last day, which ordinary TLS then judges.
  await mustFoolNaive(context, peer, {});
  await mustAllow(context, opening, { peer, options: { onVerdict, acceptFailOpenExpiry: true } });
  assert.deepEqual(told, ["pins-expired"]);
  await context.world.servers.reset();
  const pin = () => context.pin(opening, context.world.peer(peer), { onVerdict });
  assert.throws(pin, /acceptFailOpenExpiry/);
  await mustRefuse(context, leafPolicy(context.world, past), { peer, reason: "pins-expired" });
}

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
  await assertFooled(context, name);

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
  await assertFooled(context, "wrong-key");

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
  // Not events.once, which an error would reject: a reset is one way for this to end.
  await new Promise((resolve) => socket.once("close", resolve));
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
