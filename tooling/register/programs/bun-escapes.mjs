// Clients of Bun, one at a time.
import https from "node:https";
import net from "node:net";
import tls from "node:tls";

import { fetch as bunFetch } from "bun";
import * as undici from "undici";
import { WebSocket } from "ws";

const { client, port } = JSON.parse(process.argv.at(-1));
const url = `https://localhost:${port}/`;

const CLIENTS = {
  fetch: () => fetch(url),
  https: () => new Promise((resolve, reject) => https.get(url, resolve).once("error", reject)),
  "undici.request": () => undici.request(url),
  "undici.fetch": () => undici.fetch(url),
  "fetch of bun": () => bunFetch(url),
  ws: () =>
    new Promise((resolve, reject) => {
      new WebSocket(url.replace("https", "wss")).once("open", resolve).once("error", reject);
    }),
  "bare TLSSocket": () =>
    new Promise((resolve, reject) => {
      const below = net.connect({ host: "127.0.0.1", port }, () => {
        const socket = new tls.TLSSocket(below, { isServer: false });
        socket.once("data", resolve).once("error", reject);
        socket.write("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
      });
    }),
};

const late = new Promise((_, reject) => {
  setTimeout(() => reject(new Error("nothing came")), 4000);
});
await Promise.race([late, CLIENTS[client]()]).then(
  () => console.log(JSON.stringify({ client, delivered: true })),
  ({ message }) => console.log(JSON.stringify({ client, delivered: false, error: message })),
);
process.exit(0);
