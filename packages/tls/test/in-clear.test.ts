import { once } from "node:events";
import http from "node:http";
import http2 from "node:http2";
import { createServer, type AddressInfo, type Server, Socket } from "node:net";

import { parsePolicy } from "@tlspin/core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { pinProcess } from "../src/register/pin-process.ts";
import { verifySignature } from "../src/verify-signature.ts";

const POLICY = parsePolicy({
  version: 1,
  revision: 1,
  unlistedHosts: "unpinned",
  hosts: [
    {
      host: "localhost",
      includeSubdomains: false,
      pins: ["sha256/afwiKY3RxoMmLkuRW1l7QsPZTJPwDS2pdDROQjXw8ig="],
      backupPins: ["sha256/klO23nT2ehFDXCfx3eHTDRESMz3asj1muO+4aIdjiuY="],
    },
  ],
});

let heard = 0;
let server: Server;
const sockets: Socket[] = [];

beforeAll(async () => {
  server = createServer((socket) => {
    sockets.push(socket);
    socket
      .on("error", () => undefined)
      .on("data", (data) => {
        heard += data.length;
        if (socket.writable) socket.end("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n");
      });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

/** Each attack reaches the server under a name that no rule lists, and then in a process that is pinned. */
const ATTACKS: Readonly<Record<string, (host: string) => Promise<unknown>>> = {
  "method-of-its-own": (host) => requested(host, "X-REFRESH"),
  "method-in-lower-case": (host) => fetch(urlOf(host), { method: "patch", body: "secret" }),
  "socket-dialled-again": dialledAgain,
  "http2-moved-by-an-option": async (host) => {
    const session = http2.connect("http://unlisted.example", { host, port: portOf() });
    const failed = new Promise((resolve) => session.once("error", resolve).once("close", resolve));
    session.request({ ":path": "/" }).on("error", () => undefined);
    await failed;
    session.destroy();
  },
};

test.each(Object.keys(ATTACKS))("%s: nothing goes to a pinned host in clear", async (name) => {
  const attack = ATTACKS[name] ?? expect.unreachable();
  heard = 0;
  await attack("127.0.0.1").catch(() => undefined);
  await settled();
  expect(heard).toBeGreaterThan(0);

  pinOnce();
  heard = 0;
  await attack("localhost").catch(() => undefined);
  await settled();
  expect(heard).toBe(0);
});

test("what speaks in clear before TLS, and is no HTTP, goes on", async () => {
  pinOnce();
  heard = 0;
  for (const text of ["EHLO client.example\r\n", "a001 STARTTLS\r\n", "CWD /folder\r\n"]) {
    await sent(new Socket(), "localhost", text);
  }
  await settled();
  expect(heard).toBe(49);
});

/** What an attack of before still sends would be counted for the next. */
async function settled(): Promise<void> {
  const open = sockets.filter((socket) => !socket.closed);
  await Promise.all(open.map((socket) => once(socket, "close")));
}

function pinOnce(): void {
  pinned ??= pinProcess(POLICY, () => undefined, { verifySignature });
}

let pinned: object | undefined;

function requested(host: string, method: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    http
      .request(urlOf(host), { method, agent: false, family: 4 }, (answer) =>
        answer.resume().once("close", () => resolve(undefined)),
      )
      .once("error", reject)
      .end();
  });
}

/** First for a host without pins, then for the one that is attacked. */
async function dialledAgain(host: string): Promise<void> {
  const socket = new Socket();
  await sent(socket, "127.0.0.1", "NOOP\r\n");
  heard = 0;
  await sent(socket, host, "GET / HTTP/1.1\r\nauthorization: secret\r\n\r\n");
}

function sent(socket: Socket, host: string, text: string): Promise<void> {
  return new Promise((resolve) => {
    socket.removeAllListeners("error").on("error", () => undefined);
    socket.once("close", () => resolve()).resume();
    socket.connect({ host, port: portOf(), family: 4 }, () => socket.write(text));
  });
}

function urlOf(host: string): string {
  return `http://${host}:${portOf()}/`;
}

function portOf(): number {
  const address: string | AddressInfo | null = server.address();
  return typeof address === "object" && address !== null ? address.port : expect.unreachable();
}
