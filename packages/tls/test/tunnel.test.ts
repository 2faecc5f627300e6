import { createServer, type Server } from "node:net";
import type { AddressInfo } from "node:net";

import { OptionError } from "@tlspin/core";
import { afterEach, expect, test } from "vitest";

import { diallerOf } from "../src/dialler.ts";
import { openTunnel, proxyOf } from "../src/tunnel.ts";

const dialler = diallerOf(
  {
    version: 1,
    revision: 1,
    unlistedHosts: "reject",
    hosts: [{ host: "status.example.com", includeSubdomains: false, exclude: true }],
  },
  {},
);
const target = { host: "api.example.com", port: 443 };
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

test("no-proxy-host: what is no proxy's URL is refused when the door is built", () => {
  expect(() => proxyOf("socks5://127.0.0.1:1080")).toThrow(OptionError);
  expect(() => proxyOf("proxy.example.com:3128")).toThrow(OptionError);
  expect(() => proxyOf(5)).toThrow(OptionError);
  expect(proxyOf(undefined)).toBeUndefined();
});

test("connect-header-leak: tells the proxy the origin, the caller's credentials for it, and no more", async () => {
  let heard = "";
  const proxy = await proxyThat((data) => {
    heard += data;
    return "HTTP/1.1 200 OK\r\n\r\n";
  });
  const tunnel = await openTunnel(
    new URL(`http://us%20er:se%3Acret@${proxy.host}`),
    target,
    dialler,
  );
  tunnel.destroy();
  const credentials = Buffer.from("us er:se:cret").toString("base64");
  expect(heard.toLowerCase()).toBe(
    `connect api.example.com:443 http/1.1\r\nhost: api.example.com:443\r\nproxy-authorization: basic ${credentials.toLowerCase()}\r\nconnection: close\r\n\r\n`,
  );
});

test.each([
  ["HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "answered 407 to CONNECT"],
  ["HTTP/1.1 200 OK\r\n\r\nearly", "sent data before the handshake"],
  ["garbage\r\n\r\n", "Parse Error"],
])("passes on that the proxy says %j", async (answer, message) => {
  const proxy = await proxyThat(() => answer);
  await expect(openTunnel(proxy, target, dialler)).rejects.toThrow(message);
});

test("an https: proxy is a peer like any other", async () => {
  await expect(openTunnel(new URL("https://127.0.0.1:1"), target, dialler)).rejects.toThrow(
    "ECONNREFUSED",
  );
});

async function proxyThat(answer: (data: string) => string): Promise<URL> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined).on("data", (data) => socket.end(answer(String(data))));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return new URL(`http://127.0.0.1:${port}`);
}
