// What register does not promise to reach, and what it judges besides the pinned host.
import { execFileSync } from "node:child_process";
import https from "node:https";
import net from "node:net";
import tls from "node:tls";

const { port, clear, roots, host, what } = JSON.parse(process.argv[2]);

const PINNED = "ERR_TLSPIN_PEER_REJECTED";

const WAYS = {
  https: () => sent({}),
  "https, switched off": () => sent({ rejectUnauthorized: false }),
  curl: async () => {
    execFileSync("curl", ["-s", "--noproxy", "*", "--cacert", roots, `https://${host}:${port}/`]);
  },
  "a native add-on": async () => {
    const { Impit } = await import("impit");
    await new Impit({ ignoreTlsErrors: true }).fetch(`https://${host}:${port}/`);
  },
  // Ten words, each after the echo of the one before.
  words: async () => {
    const socket = tls.connect({ host, port });
    for (let word = 0; word < 10; word++) await echoed(socket);
  },
  "in clear, not HTTP": () =>
    new Promise((resolve, reject) => {
      const socket = net.connect({ host, port: clear });
      socket.once("error", reject).once("data", resolve);
      socket.write("EHLO localhost\r\n");
    }),
  QUIC: () => import("node:quic"),
};

const outcome = await WAYS[what]().then(
  () => ({ delivered: true }),
  ({ message, code }) => ({ delivered: false, error: message, pinned: code === PINNED, code }),
);
console.log(JSON.stringify({ client: what, ...outcome }));
process.exit(0);

function sent(options) {
  return new Promise((resolve, reject) => {
    https
      .get({ host, port, ...options }, (response) => response.resume().once("end", resolve))
      .once("error", reject);
  });
}

function echoed(socket) {
  return new Promise((resolve, reject) => {
    socket.once("error", reject).once("close", reject).once("data", resolve);
    socket.write("word");
  });
}
