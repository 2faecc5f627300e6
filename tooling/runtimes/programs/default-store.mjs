// Dials servers for which the runtime's own store vouches, several times each, through the built adapter
// of whichever runtime runs this. Their roots are in NODE_EXTRA_CA_CERTS. One line of JSON for each
// answer. The arguments are a forged world, as a path to JSON, and the Node.js for the servers.
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { request } from "node:https";
import tls from "node:tls";

import { startWorld } from "@tlspin/testing";

const { versions, argv, exit } = process;
const runtime = ["deno", "bun", "node"].find((name) => versions[name] !== undefined);
const { createPinning } = await import(`@tlspin/${runtime}`);

const SECRET = { authorization: "Bearer secret" };
const DOORS = { connect, agent, fetch: throughFetch };
// The world's rogue plays the pinned server, since it has one of each version. The genuine one attacks.
// Each has a name of its own, because runtimes keep sessions by name.
const PINNED = { "wrong-key": "api.example.com", "wrong-key-1.2": "localhost" };

const forged = JSON.parse(readFileSync(argv[2], "utf8"));
const world = await startWorld({ forged, node: argv[3] });
const { pins, servers, lookup } = world;
const [own, other] = ["wrong-key", "right"].map(identityOf);
const ownCertificate = new X509Certificate(own.cert).raw;
const ruleOf = (host) => ({
  host,
  includeSubdomains: false,
  pins: [pins.rogueLeaf],
  backupPins: [pins.backup],
});
const hosts = Object.values(PINNED).map(ruleOf);
const policy = { version: 1, revision: 1, unlistedHosts: "reject", hosts };

const refused = refusal();
say({ what: "without tls.ca", refused });
// What the refusal advises.
const roots = refused === undefined ? {} : { ca: tls.getCACertificates("default") };

await dialOften({ peer: "wrong-key-h2", host: "api.example.com" }, http2Connect);
for (const [peer, host] of Object.entries(PINNED)) {
  for (const door of Object.values(DOORS)) await dialOften({ peer, host }, door);
  await attack({ peer, host });
}
await world.close();
exit();

async function dialOften({ peer, host }, door) {
  await servers.fresh();
  const outcomes = [];
  for (let i = 0; i < 4; i++) outcomes.push(await outcomeOf(door, { peer, host }));
  const { connections, requests, resumed } = await servers.settled(peer);
  say({ what: "dials", peer, door: door.name, outcomes, connections, requests, resumed });
}

// The server is another one from the second connection on, and honours the sessions of the first.
async function attack({ peer, host }) {
  await servers.fresh();
  const session = await naive({ peer, host });
  await servers.swap(peer, other);
  await servers.fresh();
  await naive({ peer, host, session }).catch(() => {});
  const naiveBytes = (await servers.settled(peer)).bytes;
  for (const [door, open] of Object.entries(DOORS)) {
    await servers.fresh();
    const outcome = await outcomeOf(open, { peer, host });
    const { bytes, connections } = await servers.settled(peer);
    say({ what: "attack", peer, door, naiveBytes, outcome, bytes, connections });
  }
}

// A new pinning each time: no pool spares a connection.
async function outcomeOf(door, { peer, host }) {
  const pinning = createPinning(policy, { tls: { lookup, ...roots } });
  try {
    await door(pinning, { host, port: world.peer(peer).port });
    return "delivered";
  } catch (error) {
    return String(error.cause?.code ?? error.code ?? error);
  } finally {
    pinning.close();
  }
}

async function connect(pinning, { host, port }) {
  const socket = await pinning.connect({ host, port });
  await new Promise((resolve, reject) => {
    socket.once("error", reject).once("data", resolve);
    socket.write(requestTo(host));
  });
}

function agent(pinning, { host, port }) {
  return new Promise((resolve, reject) => {
    request({ host, port, headers: SECRET, agent: pinning.agent() }, (response) => {
      response.resume().once("end", resolve);
    })
      .once("error", reject)
      .end();
  });
}

async function http2Connect(pinning, { host, port }) {
  const session = await pinning.http2Connect(`https://${host}:${port}`);
  await new Promise((resolve, reject) => {
    session
      .request({ ":path": "/", ...SECRET })
      .once("error", reject)
      .once("response", resolve);
  });
}

async function throughFetch(pinning, { host, port }) {
  await (await pinning.fetch(`https://${host}:${port}/`, { headers: SECRET })).text();
}

// Ordinary code that pins the one certificate of the server. Gives the session that it keeps.
function naive({ peer, host, session }) {
  const { port } = world.peer(peer);
  const check = { checkServerIdentity: (_host, { raw }) => faultOf(raw) };
  return new Promise((resolve, reject) => {
    let given;
    const socket = tls.connect({ host, servername: host, port, lookup, session, ...check });
    socket.on("session", (next) => (given = next));
    socket.once("error", reject).once("close", () => resolve(given));
    socket.resume().write(requestTo(host));
  });
}

function requestTo(host) {
  const lines = ["GET / HTTP/1.1", `Host: ${host}`, "Authorization: Bearer secret"];
  return [...lines, "Connection: close", "", ""].join("\r\n");
}

function faultOf(raw) {
  return ownCertificate.equals(raw) ? undefined : new Error("naive: no pin matched");
}

function identityOf(name) {
  const { cert, key } = forged.peers.find(({ server }) => server.name === name).server.tls;
  return { cert, key };
}

function refusal() {
  try {
    createPinning(policy).close();
    return undefined;
  } catch (error) {
    return error.message;
  }
}

function say(line) {
  console.log(JSON.stringify(line));
}
