// Ordinary clients that know nothing of pins. Each sends one request to a port of its own, and is one line
// of output. The first argument says which ports.
import http from "node:http";
import http2 from "node:http2";
import https from "node:https";
import net from "node:net";
import { Duplex } from "node:stream";
import tls from "node:tls";

import axios from "axios";
import { HttpsProxyAgent } from "https-proxy-agent";
import mysql from "mysql2";
import superagent from "superagent";
import * as undici from "undici";
import { WebSocket as Ws } from "ws";

const { ports, proxy, redirector } = JSON.parse(process.argv[2]);
const PATIENCE = 4000;
const SECRET = { authorization: "Bearer secret" };

const CLIENTS = {
  fetch: (url) => fetch(url, { headers: SECRET }).then(read),
  // From a host that nobody lists to the pinned one.
  "a fetch that is redirected": (url) =>
    fetch(`http://127.0.0.1:${redirector}/redirect?to=${encodeURIComponent(url)}`).then(read),
  "global WebSocket": (url) => opened(new WebSocket(url.replace("https", "wss"))),
  https: (url) => got(https.get(url, { headers: SECRET })),
  "https, switched off": (url) =>
    got(https.get(url, { rejectUnauthorized: false, checkServerIdentity: () => undefined })),
  "https, own agent": (url) =>
    got(https.get(url, { agent: new https.Agent({ rejectUnauthorized: false }) })),
  "https, kept alive and resumed": async (url) => {
    const agent = new https.Agent({ keepAlive: false });
    await got(https.get(url, { agent }));
    return got(https.get(url, { agent }));
  },
  "https through a proxy": (url) => got(https.get(url, { agent: new HttpsProxyAgent(proxy) })),
  http2: (url) => overHttp2(url),
  "tls.connect, written at once": (_url, port) => written(tls.connect({ host: "localhost", port })),
  "bare TLSSocket": (_url, port) => bare(net.connect({ host: "127.0.0.1", port }), "localhost"),
  "bare TLSSocket, no name": (_url, port) => {
    const below = net.connect({ host: "127.0.0.1", port });
    return bare(Duplex.from({ readable: below, writable: below }));
  },
  "undici.fetch": (url) => undici.fetch(url, { headers: SECRET }).then(read),
  "undici.request": async (url) => (await undici.request(url, { headers: SECRET })).body.text(),
  "undici, HTTP/2": async (url) => {
    const dispatcher = new undici.Agent({ allowH2: true });
    return (await undici.request(url, { headers: SECRET, dispatcher })).body.text();
  },
  ws: (url) => opened(new Ws(url.replace("https", "wss"))),
  axios: (url) => axios.get(url, { proxy: false }).then(({ status }) => status),
  "axios, fetch": (url) => axios.get(url, { adapter: "fetch" }).then(({ status }) => status),
  "axios, HTTP/2": (url) =>
    axios.get(url, { httpVersion: 2, proxy: false }).then(({ status }) => status),
  superagent: (url) => superagent.get(url).then(({ status }) => status),
  "superagent, HTTP/2": (url) =>
    superagent
      .get(url)
      .http2()
      .then(({ status }) => status),
  mysql2: (_url, port) => queried({ port, ssl: {} }),
  "mysql2, switched off": (_url, port) => queried({ port, ssl: { rejectUnauthorized: false } }),
  "fetch in clear": (url) => fetch(inClear(url), { headers: SECRET }).then(read),
  "http in clear": (url) => got(http.get(inClear(url), { headers: SECRET })),
  "http2 in clear": (url) => overHttp2(inClear(url)),
  "undici in clear": async (url) => (await undici.request(inClear(url))).body.text(),
  "axios in clear": (url) => axios.get(inClear(url), { proxy: false }).then(({ status }) => status),
  // The server answers what a proxy is asked for.
  "http in clear through a proxy": (url, port) =>
    got(http.get({ host: "127.0.0.1", port, path: inClear(url) })),
  "net in clear": (_url, port) =>
    written(net.connect({ host: "localhost", port }), "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n"),
};

for (const [client, send] of Object.entries(CLIENTS)) {
  const port = ports[client];
  if (port === undefined) continue;
  const sent = Promise.resolve().then(() => send(`https://localhost:${port}/`, port));
  const outcome = await within(sent).then(
    () => ({ delivered: true }),
    (error) => ({
      delivered: false,
      error: String(error?.message ?? error),
      pinned: isPinError(error),
    }),
  );
  console.log(JSON.stringify({ client, ...outcome }));
}
process.exit(0);

function within(promise) {
  const late = new Promise((_, reject) => {
    setTimeout(() => reject(new Error("nothing came")), PATIENCE).unref();
  });
  return Promise.race([Promise.resolve(promise), late]);
}

async function read(response) {
  await response.text();
  if (response.status !== 200) throw new Error(`status ${response.status}`);
}

function got(request) {
  return new Promise((resolve, reject) => {
    request.once("error", reject).once("response", (response) => {
      response.resume().once("end", resolve).once("error", reject);
    });
  });
}

function opened(socket) {
  return new Promise((resolve, reject) => {
    socket.addEventListener("open", () => {
      socket.send("secret");
      socket.addEventListener("message", resolve);
    });
    socket.addEventListener("error", (event) => reject(event.error ?? new Error("no WebSocket")));
  });
}

function overHttp2(url) {
  const session = http2.connect(url);
  return new Promise((resolve, reject) => {
    session.once("error", reject);
    session
      .request({ ":path": "/", ...SECRET })
      .once("error", reject)
      .once("end", resolve)
      .resume();
  }).finally(() => session.destroy());
}

function bare(below, servername) {
  const socket = new tls.TLSSocket(below, { isServer: false });
  if (servername !== undefined) socket.setServername(servername);
  Reflect.get(socket, "_start").call(socket);
  return written(socket);
}

function written(socket, text = "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n") {
  return new Promise((resolve, reject) => {
    socket.once("error", reject).once("close", () => reject(new Error("closed")));
    socket.once("data", resolve);
    socket.write(text);
  }).finally(() => socket.destroy());
}

function queried(options) {
  const connection = mysql.createConnection({
    host: "localhost",
    user: "u",
    password: "secret",
    ...options,
  });
  return new Promise((resolve, reject) => {
    connection.on("error", reject);
    connection.query("SELECT 1", (error) => (error === null ? resolve() : reject(error)));
  }).finally(() => connection.destroy());
}

function inClear(url) {
  return url.replace("https:", "http:");
}

function isPinError(error) {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (Reflect.get(at, "code") === "ERR_TLSPIN_PEER_REJECTED") return true;
  }
  return false;
}
