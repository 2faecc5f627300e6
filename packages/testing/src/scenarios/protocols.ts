import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import type { Socket } from "node:net";
import { connect } from "node:tls";

import {
  assertCode,
  assertFooled,
  assertSilence,
  failureOf,
  fieldOf,
  mustEndSilently,
  mustFoolNaive,
  mustRefuse,
  mustStopNaive,
  OPTION,
  REJECTED,
} from "../expectations.ts";
import { speakOn } from "../knock.ts";
import { naiveConnect } from "../naive-session.ts";
import { HOST, leafPolicy } from "../policies.ts";
import type { Scenario, ScenarioContext } from "../scenario.ts";
import { PSK } from "../world/peers.ts";

/** Servers that speak an old TLS, a weak one, none, or none in time. */
export const PROTOCOLS: readonly Scenario[] = [
  {
    name: "psk",
    guarantee: "A peer that proves itself by a shared key, without a certificate, is refused.",
    run: preSharedKey,
  },
  {
    name: "anonymous",
    guarantee: "A peer that proves nothing at all is refused.",
    run: anonymous,
  },
  {
    name: "starttls",
    guarantee: "TLS over an established connection is judged like any other.",
    run: overEstablished,
  },
  {
    name: "buffered-starttls",
    guarantee: "A connection that holds text from before TLS is refused.",
    run: bufferedStarttls,
  },
  {
    name: "starttls-strip",
    guarantee: "A server that goes on in clear where TLS was asked for is an error.",
    run: strippedStarttls,
  },
  {
    name: "tls-1.1",
    guarantee: "TLS below the policy's minimum is refused, although the key is pinned.",
    async run(context) {
      const old = { minVersion: "TLSv1.1", maxVersion: "TLSv1.1" };
      const naive = context.runtime === "node" ? { ...old, ciphers: "DEFAULT:@SECLEVEL=0" } : old;
      if (context.runtime === "deno") await mustStopNaive(context, "tls-1.1", naive);
      else await mustFoolNaive(context, "tls-1.1", naive);
      await mustRefuse(context, rsaPolicy(context), { peer: "tls-1.1", codes: "any" });
    },
  },
  {
    name: "minTls-1.3",
    guarantee: "TLS 1.2 is refused where the policy asks for 1.3, although the key is pinned.",
    async run(context) {
      const { rogueLeaf } = context.world.pins;
      const policy = { ...leafPolicy(context.world, { pins: [rogueLeaf] }), minTls: "1.3" };
      await mustFoolNaive(context, "wrong-key-1.2", {});
      await mustRefuse(context, policy, { peer: "wrong-key-1.2", codes: "any" });
    },
  },
  {
    name: "weak-cipher",
    guarantee: "A cipher without forward secrecy is refused, although the key is pinned.",
    async run(context) {
      // Deno's TLS has no such ciphers.
      if (context.runtime === "deno") await mustStopNaive(context, "weak-cipher", {});
      else await mustFoolNaive(context, "weak-cipher", {});
      await mustRefuse(context, rsaPolicy(context), { peer: "weak-cipher", codes: "any" });
    },
  },
  {
    name: "garbage",
    guarantee: "A server that speaks no TLS is an error, not a hang.",
    async run(context) {
      await mustRefuse(context, leafPolicy(context.world), { peer: "garbage", codes: "any" });
    },
  },
  {
    name: "slow",
    guarantee:
      "A server that says nothing is given up after the timeout, or when the caller says so.",
    run: slow,
  },
  {
    name: "reset",
    guarantee: "A connection that is reset in the handshake is an error.",
    async run(context) {
      await mustRefuse(context, leafPolicy(context.world), { peer: "reset", codes: "any" });
    },
  },
];

function rsaPolicy({ world }: ScenarioContext): object {
  return leafPolicy(world, { pins: [world.pins.rsaLeaf] });
}

async function preSharedKey(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const { port } = world.peer("psk");
  if (context.runtime === "node") {
    const own = { checkServerIdentity: () => undefined, pskCallback, ciphers: "PSK" };
    const socket = await naiveConnect({ host: "127.0.0.1", port, ...own });
    await speakOn(socket, { host: HOST, port });
    socket.destroy();
    await assertFooled(context, "psk");
  }
  const pinning = context.pin(leafPolicy(world), world.peer("psk"));
  const attempt = pinning.connect({ host: HOST, port, pskCallback });
  await mustEndSilently(context, { peer: "psk", codes: [OPTION] }, attempt);
  await mustRefuse(context, leafPolicy(world), { peer: "psk", codes: "any" });
}

async function anonymous(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const { port } = world.peer("anonymous");
  if (context.runtime === "node") {
    const own = { ciphers: "aNULL:@SECLEVEL=0", rejectUnauthorized: false };
    const socket = await naiveConnect({ host: "127.0.0.1", port, maxVersion: "TLSv1.2", ...own });
    await speakOn(socket, { host: HOST, port });
    socket.destroy();
    await assertFooled(context, "anonymous");
  }
  await mustRefuse(context, leafPolicy(world), { peer: "anonymous", codes: "any" });
}

async function overEstablished(context: ScenarioContext): Promise<void> {
  const { world } = context;
  await naiveStarttls(context);
  for (const name of ["right-starttls", "wrong-key-starttls"]) {
    const { port } = world.peer(name);
    const pinning = context.pin(leafPolicy(world), world.peer(name));
    const attempt = pinning.connect({ host: HOST, port, socket: await upgradable(port) });
    if (name === "wrong-key-starttls") assertCode(await failureOf(attempt), {});
    else await speakOn(await attempt, { host: HOST, port });
    pinning.close();
  }
  assert.ok((await world.servers.settled("right-starttls")).bytes > 0);
  assertSilence(await world.servers.settled("wrong-key-starttls"), "STARTTLS");
}

// Without a pin, TLS over an established connection is ordinary TLS.
async function naiveStarttls(context: ScenarioContext): Promise<void> {
  const { port, ca } = context.world.peer("wrong-key-starttls");
  const own = { socket: await upgradable(port), host: HOST, servername: HOST, ca: [...ca] };
  const naive = await naiveConnect(own);
  await speakOn(naive, { host: HOST, port });
  naive.destroy();
  await assertFooled(context, "wrong-key-starttls");
}

// CVE-2011-0411 and its kin: what was injected in clear is taken for the peer's, once TLS is there.
async function bufferedStarttls(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const name = "injecting-starttls";
  const peer = world.peer(name);
  const injected = await upgradable(peer.port);
  assert.equal(String(injected.read()), "250 injected\r\n", "the injection does not work");
  // Naive code keeps the text in its own buffer and goes on.
  const naive = connect({ socket: injected, host: HOST, servername: HOST, ca: [...peer.ca] });
  await once(naive, "secureConnect");
  await speakOn(naive, { host: HOST, port: peer.port });
  naive.destroy();
  await assertFooled(context, name);

  const socket = await upgradable(peer.port);
  const pinning = context.pin(leafPolicy(world), peer);
  const attempt = pinning.connect({ host: HOST, port: peer.port, socket });
  const expected = { peer: name, codes: [OPTION, REJECTED] };
  await mustEndSilently(
    context,
    expected,
    attempt.finally(() => socket.destroy()),
  );
}

async function strippedStarttls(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const { port } = world.peer("stripped-starttls");
  // Opportunistic code takes no for an answer.
  const naive = await upgradable(port);
  naive.write("AUTH PLAIN secret\r\n");
  await once(naive, "data");
  naive.destroy();
  await assertFooled(context, "stripped-starttls");

  const pinning = context.pin(leafPolicy(world), world.peer("stripped-starttls"));
  const socket = await upgradable(port);
  const error = await failureOf(pinning.connect({ host: HOST, port, socket, timeout: 5000 }));
  assert.ok(fieldOf(error, "code") !== "ETIMEDOUT", "it waits for a TLS that never comes");
  // What it said besides is a ClientHello, which names the host and nothing else.
  const { bytes, seen } = await world.servers.settled("stripped-starttls");
  assert.deepEqual([bytes, seen], [0, []]);
}

/** A connection on which the server has agreed to speak TLS. What else it said is left unread. */
async function upgradable(port: number): Promise<Socket> {
  const socket = connectTcp(port, "127.0.0.1");
  await lineFrom(socket);
  socket.write("STARTTLS\r\n");
  await lineFrom(socket);
  return socket;
}

async function lineFrom(socket: Socket, heard = ""): Promise<void> {
  const end = heard.indexOf("\r\n");
  if (end < 0) {
    await once(socket, "readable");
    return lineFrom(socket, heard + String(socket.read() ?? ""));
  }
  const rest = heard.slice(end + 2);
  if (rest !== "") socket.unshift(Buffer.from(rest, "latin1"));
}

async function slow(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const { port } = world.peer("slow");
  const pinning = context.pin(leafPolicy(world), world.peer("slow"));
  // Each made when it is needed: a signal that has run out already would leave nothing to give up.
  const limits = [() => ({ timeout: 200 }), () => ({ signal: AbortSignal.timeout(200) })];
  for (const limit of limits) {
    const startedAt = performance.now();
    await failureOf(pinning.connect({ host: HOST, port, ...limit() }));
    assert.ok(performance.now() - startedAt < 5000, "it waited too long");
  }
  const counts = await world.servers.settled("slow");
  assertSilence(counts, "slow");
  assert.deepEqual([counts.connections, counts.open], [2, 0]);
}

function pskCallback(): { identity: string; psk: Buffer } {
  return { identity: "client", psk: Buffer.from(PSK, "hex") };
}
