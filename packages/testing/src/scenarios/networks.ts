import assert from "node:assert/strict";
import type { LookupFunction } from "node:net";
import type { TLSSocket } from "node:tls";

import {
  assertFooled,
  assertSilence,
  failureOf,
  fieldOf,
  mustAllow,
  mustEndSilently,
  mustFoolNaive,
} from "../expectations.ts";
import { doorsOf, knock, requestThrough } from "../knock.ts";
import { naiveCheck, naiveRequest } from "../naive.ts";
import { HOST, leafPolicy } from "../policies.ts";
import type { Scenario, ScenarioContext } from "../scenario.ts";
import type { Cut } from "../server-spec.ts";

/** Networks that break, chop up and redirect connections. */
export const NETWORKS: readonly Scenario[] = [
  {
    name: "cut-at-any-byte",
    guarantee: "A handshake that is cut at any byte is an error with a code, and leaves nothing.",
    run: cutAtAnyByte,
  },
  {
    name: "half-closed",
    guarantee: "A server that stops speaking in the handshake is an error, not a hang.",
    async run(context) {
      for (const side of ["server", "client"] as const) {
        await cutEach(context, { side, by: "end", from: 0, step: STEP });
      }
    },
  },
  {
    name: "odd-pieces",
    guarantee:
      "A handshake that arrives byte by byte, or in records of a few bytes, is judged alike.",
    run: oddPieces,
  },
  {
    name: "dns-answers-change",
    guarantee:
      "A name that leads elsewhere from now on is judged there, and pooled connections stay.",
    run: answersChange,
  },
  {
    name: "happy-eyeballs",
    guarantee: "Of several addresses, the one that is connected is the one that is judged.",
    run: happyEyeballs,
  },
];

async function cutAtAnyByte(context: ScenarioContext): Promise<void> {
  for (const side of ["server", "client"] as const) {
    await cutEach(context, { side, by: "reset", from: 0, step: STEP });
  }
}

/** Each dial is cut a few bytes later than the one before, until both flights are long over. */
async function cutEach(context: ScenarioContext, cut: Cut): Promise<void> {
  const { world } = context;
  const { servers } = world;
  for (const name of ["wrong-key", "right"]) {
    const peer = world.peer(name);
    const pinning = context.pin(leafPolicy(world), peer);
    await servers.reset();
    await servers.behave(name, { cut });
    const dial = pinning.connect.bind(pinning, { host: HOST, port: peer.port, timeout: 10_000 });
    const endings = await Promise.all(Array.from({ length: DIALS }, () => endingOf(dial())));
    for (const error of endings.filter((ending) => ending instanceof Error)) {
      const code = fieldOf(error, "code");
      assert.ok(typeof code === "string" && code !== "ETIMEDOUT", `${name}: ${String(error)}`);
    }
    pinning.close();
    const counts = await servers.settled(name);
    await servers.behave(name, "answer");
    assert.deepEqual([counts.connections, counts.open], [DIALS, 0], `${name}: ${cut.side}`);
    assertSilence(counts, name);
  }
}

/** A connection may be proven before it is cut. */
function endingOf(dialling: Promise<TLSSocket>): Promise<unknown> {
  return dialling.then(
    (socket) => socket.on("error", () => {}),
    (error: unknown) => error,
  );
}

async function oddPieces(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const policy = leafPolicy(world);
  const ways = [{ pieces: 1 }, { records: 7 }, { pieces: 3, records: 1 }];
  for (const name of ["right", "right-1.2", "wrong-key", "wrong-key-1.2"]) {
    for (const way of ways) {
      await world.servers.behave(name, way);
      if (name.startsWith("right")) {
        await mustAllow(context, policy, { peer: name });
        continue;
      }
      await mustFoolNaive(context, name, {});
      const { port } = world.peer(name);
      const attempt = context.pin(policy, world.peer(name)).connect({ host: HOST, port });
      await mustEndSilently(context, { peer: name, codes: [REJECTED] }, attempt);
    }
    await world.servers.behave(name, "answer");
  }
}

async function answersChange(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const right = world.peer("right");
  let address = GENUINE;
  const lookup: LookupFunction = (host, options, callback) =>
    lookupOf(() => [address])(host, options, callback);
  await naiveRebinding(context, lookup, (next) => (address = next));

  address = GENUINE;
  const pinning = context.pin(leafPolicy(world), right, { tls: { lookup } });
  const agent = pinning.agent({ keepAlive: true });
  await requestThrough(agent, { host: HOST, port: right.port });
  address = ROGUE;
  for (const door of doorsOf(pinning).filter((own) => own !== "http2Connect")) {
    const attempt = knock(pinning, door, { host: HOST, port: right.port });
    await mustEndSilently(context, { peer: "rogue-address", codes: [REJECTED] }, attempt);
  }
  assert.ok((await world.servers.counts("rogue-address")).connections > 0, "it was not reached");
  await requestThrough(agent, { host: HOST, port: right.port });
  agent.destroy();
  assertSilence(await world.servers.settled("rogue-address"), "rogue-address");
}

// Naive code proves a host once, and remembers that it did.
async function naiveRebinding(
  context: ScenarioContext,
  lookup: LookupFunction,
  move: (address: string) => void,
): Promise<void> {
  const { world } = context;
  const { port, ca } = world.peer("right");
  const proven = new Set<string>();
  const checkServerIdentity: ReturnType<typeof naiveCheck> = (host, certificate) => {
    const problem = proven.has(host) ? undefined : naiveCheck([world.pins.leaf])(host, certificate);
    if (problem === undefined) proven.add(host);
    return problem;
  };
  const options = { host: HOST, port, ca: [...ca], lookup, checkServerIdentity };
  await naiveRequest(options);
  move(ROGUE);
  await naiveRequest(options);
  await assertFooled(context, "rogue-address");
}

async function happyEyeballs(context: ScenarioContext): Promise<void> {
  const { world } = context;
  const right = world.peer("right");
  const { port } = right;
  const naive = { host: HOST, port, ca: [...right.ca], lookup: lookupOf(() => [ROGUE, GENUINE]) };
  await naiveRequest(naive);
  await assertFooled(context, "rogue-address");

  const rogueFirst = context.pin(leafPolicy(world), right, { tls: { lookup: naive.lookup } });
  const dead = lookupOf(() => [DEAD, GENUINE, ROGUE]);
  const deadFirst = context.pin(leafPolicy(world), right, { tls: { lookup: dead } });
  for (const door of doorsOf(rogueFirst).filter((own) => own !== "http2Connect")) {
    await world.servers.reset();
    await failureOf(knock(rogueFirst, door, { host: HOST, port }));
    const rogue = await world.servers.settled("rogue-address");
    assertSilence(rogue, `rogue-address through ${door}`);
    assert.equal(rogue.connections, 1, "it was not reached");
    // Who was refused at one address is not tried at the next: the peer is not who it says.
    assertSilence(await world.servers.counts("right"), `right through ${door}`);

    await knock(deadFirst, door, { host: HOST, port });
    assert.ok((await world.servers.counts("right")).bytes > 0, `${door}: no way around a dead one`);
  }
}

/** Resolves each name to these addresses, in this order. */
function lookupOf(addresses: () => readonly string[]): LookupFunction {
  return (_host, options, callback) => {
    const found = addresses().map((address) => ({ address, family: 4 }));
    if (options.all === true) callback(null, found);
    else callback(null, found[0]?.address ?? "", 4);
  };
}

const GENUINE = "127.0.0.1";
const ROGUE = "127.0.0.2";
// Nobody listens there.
const DEAD = "127.0.0.3";

const REJECTED = "ERR_TLSPIN_PEER_REJECTED";

// Some 2,600 bytes of the server's and 800 of the client's, in steps that fall into each part of a record.
const DIALS = 48;
const STEP = 61;
