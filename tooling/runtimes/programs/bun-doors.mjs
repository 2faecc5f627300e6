// What only Bun has: its own fetch as a door, and a module that bears undici's name. One line of JSON
// for each attempt. The first argument is the Node.js for the hostile servers.
import { Agent, request } from "node:https";

import { createPinning } from "@tlspin/bun";
import { startWorld } from "@tlspin/testing";
import { refuseShim } from "@tlspin/undici";

const world = await startWorld({ node: process.argv[2] });
const pin = (name) => world.pins[name];
const rule = (pins, more = {}) => ({ host: "localhost", includeSubdomains: false, pins, ...more });
const policyOf = (hosts, more = {}) => ({
  version: 1,
  revision: 1,
  unlistedHosts: "reject",
  hosts: [hosts],
  ...more,
});
const leaf = policyOf(rule([pin("leaf")], { backupPins: [pin("backup")] }));
const ofCa = policyOf(
  rule([{ spki: pin("issuing"), at: "ca" }], { backupPins: [{ spki: pin("backup"), at: "ca" }] }),
);
const distrusting = policyOf(
  rule([pin("leaf")], { backupPins: [pin("backup")], distrusted: [{ spki: pin("root") }] }),
);
const open = (policy, options = { nativeFetch: "leaf-pins" }, peer = "right") =>
  createPinning(policy, { ...options, tls: { ca: world.peer(peer).ca, ...options.tls } });
const urlOf = (peer, path = "/") => `https://localhost:${world.peer(peer).port}${path}`;
const secret = { headers: { authorization: "Bearer secret" } };

await attempt("right", "right", () => open(leaf).nativeFetch(urlOf("right"), secret));
await attempt("wrong key", "wrong-key", () => open(leaf).nativeFetch(urlOf("wrong-key"), secret));
await attempt("wrong key after an unpinned request", "wrong-key", async () => {
  await (await fetch(urlOf("wrong-key"), { tls: { ca: world.peer("wrong-key").ca } })).text();
  await world.servers.reset();
  await open(leaf).nativeFetch(urlOf("wrong-key"), secret);
});
await attempt("wrong key after a tightening", "wrong-key", async () => {
  const loose = policyOf(rule([pin("rogueLeaf")], { backupPins: [pin("backup")] }));
  const pinning = open(loose);
  await (await pinning.nativeFetch(urlOf("wrong-key"))).text();
  pinning.update({ ...leaf, revision: 2 });
  await world.servers.reset();
  await pinning.nativeFetch(urlOf("wrong-key"), secret);
});
await attempt("NODE_TLS_REJECT_UNAUTHORIZED=0", "wrong-key", async () => {
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
  try {
    await open(leaf).nativeFetch(urlOf("wrong-key"), secret);
  } finally {
    delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  }
});
await attempt("TLS 1.2 under minTls 1.3", "wrong-key-1.2", () => {
  const pinned = policyOf(rule([pin("rogueLeaf")], { backupPins: [pin("backup")] }));
  return open({ ...pinned, minTls: "1.3" }).nativeFetch(urlOf("wrong-key-1.2"), secret);
});
await attempt("a redirect", "plain", async () => {
  const to = `http://localhost:${world.peer("plain").port}/`;
  const path = `/redirect?status=307&to=${encodeURIComponent(to)}`;
  return open(leaf).nativeFetch(urlOf("right", path), secret);
});
await attempt("http:", "plain", () =>
  open(leaf).nativeFetch(`http://localhost:${world.peer("plain").port}/`),
);
await attempt("a Request", "right", () => open(leaf).nativeFetch(new Request(urlOf("right"))));
await attempt("tls of the caller's own", "wrong-key", () =>
  open(leaf).nativeFetch(urlOf("wrong-key"), { tls: { rejectUnauthorized: false } }),
);
await attempt("redirect: follow", "right", () =>
  open(leaf).nativeFetch(urlOf("right"), { redirect: "follow" }),
);
await attempt("without asking for it", "right", () => open(leaf, {}).nativeFetch(urlOf("right")));
await attempt("a CA pin", "right", () => void open(ofCa));
await attempt("a distrusted key", "right", () => void open(distrusting));
await attempt("a CA pin by update", "right", () => open(leaf).update({ ...ofCa, revision: 2 }));
await attempt(
  "tls.lookup",
  "right",
  () => void open(leaf, { nativeFetch: "leaf-pins", tls: { lookup: world.lookup } }),
);
await attempt("the hook of tlsOptions on a pool", "wrong-key", hookOnPool);
await attempt("ws with our agent", "wrong-key", () => throughWs("wrong-key"));
await attempt("node-fetch with our agent", "wrong-key", throughNodeFetch);
await attempt("Bun's own fetch with a dispatcher", "wrong-key", () =>
  fetch(urlOf("wrong-key"), { ...secret, tls: { ca: world.peer("wrong-key").ca }, dispatcher: {} }),
);
await attempt("Bun's own undici", "right", async () => refuseShim((await import("undici")).Agent));
await attempt("npm's undici", "right", async () =>
  refuseShim((await import("undici/index.js")).Agent),
);
await world.close();
process.exit(0);

// Bun's own module, whatever is installed.
async function throughWs(peer) {
  const { WebSocket } = await import("ws");
  const { ca } = world.peer(peer);
  const agent = open(leaf, {}, peer).agent();
  const socket = new WebSocket(urlOf(peer).replace("https", "wss"), { agent, tls: { ca } });
  return new Promise((resolve, reject) => {
    socket.on("open", () => resolve(socket.close()));
    socket.on("error", reject);
  });
}

// Bun's own module too, and its own fetch behind it: it has no use for an agent.
async function throughNodeFetch() {
  const { default: nodeFetch } = await import("node-fetch");
  const { ca } = world.peer("wrong-key");
  const agent = open(leaf, {}, "wrong-key").agent();
  return nodeFetch(urlOf("wrong-key"), { agent, tls: { ca } });
}

function hookOnPool() {
  const { port, ca } = world.peer("wrong-key");
  const agent = new Agent({ keepAlive: true });
  const send = (options) =>
    new Promise((resolve, reject) => {
      request({ host: "localhost", port, ca, agent, ...secret, ...options }, (response) => {
        response.resume().once("end", resolve);
      })
        .once("error", reject)
        .end();
    });
  return send({})
    .then(() => world.servers.reset())
    .then(() => send(open(leaf).tlsOptions()));
}

async function attempt(what, peer, run) {
  await world.servers.reset();
  const outcome = await Promise.resolve().then(run).then(successOf, codeOf);
  const { bytes } = await world.servers.counts(peer);
  console.log(JSON.stringify({ what, outcome, bytes }));
}

function successOf(result) {
  return result instanceof Response ? `status ${result.status}` : (result ?? "done");
}

function codeOf(error) {
  return String(error?.cause?.code ?? error?.code ?? error);
}
