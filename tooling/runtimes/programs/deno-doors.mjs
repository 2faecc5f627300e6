// What only Deno has: network APIs of its own, which no pin can reach. One line of JSON for each attempt.
// The arguments are the Node.js for the hostile servers and a file with the world to play in, whose roots
// Deno was started with.
import { Agent, request } from "node:https";

import { createPinning } from "@tlspin/deno";
import { startWorld } from "@tlspin/testing";

const [node, file] = Deno.args;
const world = await startWorld({ node, forged: JSON.parse(Deno.readTextFileSync(file)) });
const { port, ca } = world.peer("wrong-key");
const host = "localhost";
const url = `https://${host}:${port}/`;
// Deno's own fetch prefers HTTP/2, and the servers speak one protocol each.
const h2 = `https://${host}:${world.peer("wrong-key-h2").port}/`;
const { leaf, backup } = world.pins;
const rule = { host, includeSubdomains: false, pins: [leaf], backupPins: [backup] };
const policy = { version: 1, revision: 1, unlistedHosts: "reject", hosts: [rule] };
const headers = { authorization: "Bearer secret" };
const open = (options = {}) => createPinning(policy, { tls: { ca }, ...options });

await attempt("Deno's own fetch", () => fetch(h2, { headers }));
await attempt("Deno's own fetch with a dispatcher", () =>
  fetch(h2, { headers, dispatcher: { dispatch: refuse } }),
);
await attempt("Deno's own fetch with a client", () => {
  const client = Deno.createHttpClient({ caCerts: [...ca], checkServerIdentity: refuse });
  return fetch(h2, { headers, client });
});
await attempt("Deno.connectTls", connectTls);
await attempt("WebSocket", webSocket);
await attempt("a hook of the request's own on a pool", hookOnPool);
await attempt("asking for nativeFetch", () => void open({ nativeFetch: "leaf-pins" }));
await attempt("asking for tlsOptions", () => void open().tlsOptions());
await attempt("asking for a dispatcher", () => typeof open().dispatcher);
await world.close();
Deno.exit(0);

async function connectTls() {
  const socket = await Deno.connectTls({ hostname: host, port, caCerts: [...ca] });
  await socket.write(new TextEncoder().encode("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  await socket.read(new Uint8Array(100));
  socket.close();
}

function webSocket() {
  const socket = new WebSocket(url.replace("https", "wss"));
  return new Promise((resolve, reject) => {
    socket.addEventListener("open", () => resolve(socket.close()));
    socket.addEventListener("error", ({ message }) => reject(new Error(message)));
  });
}

async function hookOnPool() {
  const agent = new Agent({ keepAlive: true });
  const send = (options) =>
    new Promise((resolve, reject) => {
      request({ host, port, ca, agent, headers, ...options }, (response) => {
        response.resume().once("end", resolve);
      })
        .once("error", reject)
        .end();
    });
  await send({});
  await world.servers.reset();
  await send({ checkServerIdentity: refuse });
}

function refuse() {
  return new Error("naive: refused");
}

async function attempt(what, run) {
  await world.servers.fresh();
  const outcome = await Promise.resolve()
    .then(run)
    .then(
      (result) => (result instanceof Response ? `status ${result.status}` : (result ?? "done")),
      (error) => String(error.code ?? error),
    );
  const counts = await Promise.all(["wrong-key", "wrong-key-h2"].map(world.servers.counts));
  const bytes = counts.reduce((sum, count) => sum + count.bytes, 0);
  console.log(JSON.stringify({ what, outcome, bytes }));
}
