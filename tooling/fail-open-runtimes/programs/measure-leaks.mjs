// Attacks ordinary code and our doors, without their gate, on a runtime below a floor. One line of
// JSON for each attempt: how many application bytes the man in the middle got. The first argument is
// the Node.js for the hostile servers.
import { createHash, X509Certificate } from "node:crypto";
import { Agent, request } from "node:https";
import { checkServerIdentity, connect as connectTls } from "node:tls";

import { startWorld } from "@tlspin/testing";
import { createTlsPinning } from "@tlspin/tls";

const [node] = process.argv.slice(2);

// A name that every one of them finds without a look-up of ours, which some do not know.
const HOST = "localhost";

// Some of these print a stack and end where a hook of theirs fails in a later turn.
process.on("uncaughtException", () => {});
process.on("unhandledRejection", () => {});

await askTheGate();
const world = await startWorld({ node });
const dial = (name) => ({
  host: HOST,
  servername: HOST,
  port: world.peer(name).port,
  ca: [...world.peer(name).ca],
});
const hosts = [
  {
    host: HOST,
    includeSubdomains: false,
    pins: [world.pins.leaf],
    backupPins: [world.pins.backup],
  },
];
const policy = { version: 1, revision: 1, unlistedHosts: "reject", hosts };
const parts = { doorsOf: () => ({}), probes: [], requireHook() {} };

await attempt("naive https.request", "wrong-key", () =>
  send({ ...dial("wrong-key"), agent: new Agent() }),
);
await attempt("naive https.request on a pooled socket", "wrong-key", naivePool);
await attempt("naive tls.connect", "wrong-key", naiveConnect);
if (process.versions.bun !== undefined) await attempt("naive fetch", "wrong-key", naiveFetch);
await attempt("connect", "wrong-key", throughConnect);
await attempt("agent", "wrong-key", throughAgent);
await attempt("http2Connect", "wrong-key-h2", throughHttp2);
if (process.versions.bun !== undefined) await attempt("ws with our agent", "wrong-key", throughWs);
await world.close();
process.exit(0);

// With every door that a caller could try: the import, and then the option that admits the unmeasured.
async function askTheGate() {
  const { deno, bun } = process.versions;
  const runtime = deno !== undefined ? "deno" : bun !== undefined ? "bun" : "node";
  const { createPinning } = await import(`@tlspin/${runtime}`);
  for (const allowUntestedRuntime of [false, true]) {
    let outcome = "admitted";
    try {
      createPinning({}, { allowUntestedRuntime });
    } catch (error) {
      outcome = `${error.code}: ${error.message}`;
    }
    console.log(JSON.stringify({ through: "gate", allowUntestedRuntime, outcome }));
  }
}

function open(name) {
  const { ca } = world.peer(name);
  return createTlsPinning(policy, { tls: { ca } }, parts);
}

async function throughConnect() {
  const socket = await open("wrong-key").connect(targetOf("wrong-key"));
  socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await new Promise((resolve) => void socket.once("data", resolve));
  socket.destroy();
}

function throughAgent() {
  const agent = open("wrong-key").agent();
  return send({ ...targetOf("wrong-key"), agent, ca: dial("wrong-key").ca }, false);
}

async function throughHttp2() {
  const { port } = targetOf("wrong-key-h2");
  const session = await open("wrong-key-h2").http2Connect(`https://localhost:${port}`);
  const stream = session.request({ ":path": "/" });
  await new Promise((resolve, reject) => {
    stream.once("response", resolve);
    stream.once("error", reject);
  });
  session.destroy();
}

// Bun's own module, whatever is installed.
async function throughWs() {
  const { WebSocket } = await import("ws");
  const { ca } = dial("wrong-key");
  const agent = open("wrong-key").agent();
  const socket = new WebSocket(`wss://localhost:${targetOf("wrong-key").port}/`, {
    agent,
    tls: { ca },
  });
  await new Promise((resolve, reject) => {
    socket.on("open", resolve);
    socket.on("error", reject);
  });
  socket.close();
}

function targetOf(name) {
  return { host: HOST, port: world.peer(name).port };
}

function send(options, pinned = true) {
  return new Promise((resolve, reject) => {
    const check = pinned ? { checkServerIdentity: naiveCheck } : {};
    request({ ...options, ...check, headers: { authorization: "Bearer secret" } }, (response) => {
      response.resume().once("end", resolve);
    })
      .once("error", reject)
      .end();
  });
}

async function naivePool() {
  const agent = new Agent({ keepAlive: true });
  await send({ ...dial("wrong-key"), agent }, false);
  await world.servers.reset();
  await send({ ...dial("wrong-key"), agent });
}

function naiveConnect() {
  return new Promise((resolve, reject) => {
    const options = { ...dial("wrong-key"), checkServerIdentity: naiveCheck };
    const socket = connectTls(options, () => {
      socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
      socket.once("data", () => resolve(socket.destroy()));
    });
    socket.once("error", reject);
  });
}

async function naiveFetch() {
  const tls = { ca: dial("wrong-key").ca, checkServerIdentity: naiveCheck };
  await fetch(`https://localhost:${world.peer("wrong-key").port}/`, {
    tls,
    headers: { authorization: "Bearer secret" },
  });
}

function naiveCheck(host, certificate) {
  if (certificate?.raw === undefined) return new Error("naive: no certificate");
  const problem = checkServerIdentity(host, certificate);
  if (problem !== undefined) return problem;
  const spki = new X509Certificate(certificate.raw).publicKey.export({
    type: "spki",
    format: "der",
  });
  const pin = `sha256/${createHash("sha256").update(spki).digest("base64")}`;
  return pin === world.pins.leaf ? undefined : new Error("naive: no pin matched");
}

async function attempt(through, peer, run) {
  await world.servers.reset();
  const late = new Promise((resolve) => setTimeout(resolve, 1500, "nothing happened for 1.5 s"));
  const outcome = await Promise.race([
    Promise.resolve()
      .then(run)
      .then(
        () => "went through",
        (error) => `${error?.code ?? error?.name}: ${String(error?.message).split("\n")[0]}`,
      ),
    late,
  ]);
  const { bytes, connections } = await world.servers.settled(peer);
  console.log(JSON.stringify({ through, peer, bytes, connections, outcome }));
}
