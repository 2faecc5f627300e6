import { createServer, type Server } from "node:net";
import type { AddressInfo } from "node:net";

import { OptionError } from "@tlspin/core";
import { afterEach, expect, test, vi } from "vitest";

import { diallerOf } from "../src/dialler.ts";
import { readPinningOptions } from "../src/pinning-options.ts";
import { proxyOf } from "../src/tunnel.ts";
import { verifySignature } from "../src/verify-signature.ts";

const POLICY = {
  version: 1,
  revision: 1,
  unlistedHosts: "reject",
  hosts: [{ host: "api.example.com", includeSubdomains: false, exclude: true }],
};
const origin = { host: "api.example.com", port: 443, timeout: 300 };
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

test("refuses credentials that are not percent-encoded when the door is built", () => {
  expect(() => proxyOf("http://user:%E0@proxy.example.com")).toThrow("percent-encoded");
});

test("connect-header-leak: tells the proxy the origin, the caller's credentials for it, and no more", async () => {
  let heard = "";
  const proxy = await proxyThat((data) => {
    heard += data;
    return "HTTP/1.1 403 Forbidden\r\n\r\n";
  });
  await refusal(`http://us%20er:se%3Acret@${proxy.host}`);
  const credentials = Buffer.from("us er:se:cret").toString("base64");
  expect(heard.toLowerCase()).toBe(
    `connect api.example.com:443 http/1.1\r\nhost: api.example.com:443\r\nproxy-authorization: basic ${credentials.toLowerCase()}\r\nconnection: close\r\n\r\n`,
  );
});

test.each([
  ["HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "answered 407 to CONNECT"],
  ["HTTP/1.1 200 OK\r\n\r\nearly", "sent data before the handshake"],
  ["garbage\r\n\r\n", "Parse Error"],
  ["", "was not proven within 300 ms"],
])("passes on that the proxy says %j, and leaves no socket", async (answer, message) => {
  const proxy = await proxyThat(() => answer);
  expect(await refusal(proxy)).toContain(message);
  await vi.waitFor(() => expect(open).toBe(0));
});

test("an https: proxy is a peer like any other: where it is unlisted and must not be, it is not dialled", async () => {
  expect(await refusal("https://127.0.0.1:1")).toContain("the policy does not list this host");
});

test("close ends a tunnel that is being opened", async () => {
  const proxy = await proxyThat(() => "");
  const dialler = diallerOf(POLICY, readPinningOptions({}), { ports: { verifySignature } });
  const dialled = dialler.dial({ ...origin, timeout: 20_000 }, proxyOf(proxy));
  await vi.waitFor(() => expect(open).toBe(1));
  dialler.inForce.close();
  await expect(dialled).rejects.toThrow("socket hang up");
  await vi.waitFor(() => expect(open).toBe(0));
});

async function refusal(proxy: string | URL): Promise<string> {
  const dialler = diallerOf(POLICY, readPinningOptions({}), { ports: { verifySignature } });
  const error: unknown = await dialler
    .dial(origin, proxyOf(proxy))
    .catch((reason: unknown) => reason);
  return String(error);
}

let open = 0;

/** A proxy that answers so, or not at all. */
async function proxyThat(answer: (data: string) => string): Promise<URL> {
  const server = createServer((socket) => {
    open += 1;
    socket
      .on("error", () => undefined)
      .on("close", () => (open -= 1))
      .on("data", (data) => {
        const said = answer(String(data));
        if (said !== "") socket.end(said);
      });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return new URL(`http://127.0.0.1:${port}`);
}
