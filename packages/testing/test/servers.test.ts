import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { connect as connectHttp2 } from "node:http2";
import { Agent, request } from "node:https";
import { connect as connectTcp } from "node:net";
import { connect } from "node:tls";
import type { ConnectionOptions, TLSSocket } from "node:tls";

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { forgeRoot, startServers } from "../src/index.ts";
import type { ForgedCa, ForgedParty, ServerSpec, Servers, TlsSpec } from "../src/index.ts";

let servers: Servers;
let root: ForgedCa;
let other: ForgedParty;
let client: ForgedParty;

beforeAll(async () => {
  root = await forgeRoot({ name: "Root", key: "RSA-2048" });
  const leaf = await root.issueLeaf({ hosts: ["api.example.com", "127.0.0.1"], key: "RSA-2048" });
  other = await root.issueLeaf({ hosts: ["api.example.com", "127.0.0.1"], name: "other" });
  client = await root.issueLeaf({ hosts: [], name: "client 1", purposes: ["clientAuth"] });
  servers = await startServers(specsFor({ cert: leaf.pem, key: leaf.keyPem }));
});
afterAll(() => servers.close());
beforeEach(() => servers.reset());

function specsFor(tls: TlsSpec): ServerSpec[] {
  const weak = "AES128-SHA:@SECLEVEL=0";
  return [
    { name: "http", protocol: "http", tls },
    { name: "h2", protocol: "h2", tls },
    { name: "echo", protocol: "echo", tls },
    { name: "plain", protocol: "http" },
    { name: "starttls", protocol: "echo", tls, starttls: {} },
    { name: "injecting", protocol: "echo", tls, starttls: { injected: "250 injected\r\n" } },
    { name: "proxy", protocol: "proxy" },
    { name: "tls-1.1", protocol: "echo", tls: { ...tls, ...old } },
    { name: "weak", protocol: "echo", tls: { ...tls, maxVersion: "TLSv1.2", ciphers: weak } },
    {
      name: "psk",
      protocol: "echo",
      tls: { psk: "0badc0de", ciphers: "PSK", maxVersion: "TLSv1.2" },
    },
    { name: "anonymous", protocol: "echo", tls: { ciphers: ANONYMOUS, maxVersion: "TLSv1.2" } },
    { name: "mtls", protocol: "echo", tls: { ...tls, clientCa: root.pem } },
    { name: "garbage", protocol: "echo", tls, behaviour: "garbage" },
    { name: "reset", protocol: "echo", tls, behaviour: "reset" },
    { name: "slow", protocol: "echo", tls, behaviour: "hold" },
    { name: "any", protocol: "any", tls: { ...tls, ticketKeys: TICKET_KEYS }, clear: true },
    { name: "heir", protocol: "any", tls: { ...tls, ticketKeys: TICKET_KEYS } },
    { name: "closing", protocol: "any", tls, closes: true },
    { name: "downgrade", protocol: "any", tls, clear: true, behaviour: "reset-tls" },
  ];
}

const TICKET_KEYS = "5e".repeat(48);
const ANONYMOUS = "AECDH-AES256-SHA:@SECLEVEL=0";
const old = {
  minVersion: "TLSv1.1",
  maxVersion: "TLSv1.1",
  ciphers: "DEFAULT:@SECLEVEL=0",
} as const;

describe("startServers counts decrypted application bytes", () => {
  test.each(["TLSv1.2", "TLSv1.3"] as const)("of a raw echo over %s", async (version) => {
    const socket = await dial("echo", { minVersion: version, maxVersion: version });
    expect(await echoed(socket, "secret")).toBe("secret");
    socket.destroy();
    expect(await servers.settled("echo")).toMatchObject({
      connections: 1,
      handshakes: 1,
      bytes: 6,
      open: 0,
    });
  });

  test("of an HTTP request, and notes it", async () => {
    const outgoing = request({ ...options("http"), path: "/v1/me", agent: false });
    outgoing.end();
    const [incoming] = await once(outgoing, "response");
    expect(incoming.statusCode).toBe(200);
    incoming.resume();
    await once(incoming, "close");
    const { bytes, requests, seen } = await servers.settled("http");
    expect(bytes).toBeGreaterThan(40);
    expect(requests).toBe(1);
    expect(seen).toEqual([`request GET 127.0.0.1:${servers.port("http")} /v1/me`]);
  });

  test("of an HTTP/2 request", async () => {
    const session = connectHttp2(`https://127.0.0.1:${servers.port("h2")}`, { ca: root.pem });
    const stream = session.request({ ":path": "/v1/me" });
    const [headers] = await once(stream, "response");
    expect(headers[":status"]).toBe(200);
    session.destroy();
    const { bytes, requests } = await servers.settled("h2");
    expect([requests, bytes > 40]).toEqual([1, true]);
  });

  test("and none where the client refuses the peer", async () => {
    await expect(dial("echo", { checkServerIdentity: refusal })).rejects.toThrow("refused");
    expect(await servers.settled("echo")).toMatchObject({ connections: 1, bytes: 0 });
  });
});

describe("what the servers can be", () => {
  test.each([
    ["tls-1.1", { ...old }, "TLSv1.1"],
    ["weak", { ciphers: "AES128-SHA:@SECLEVEL=0" }, "TLSv1.2"],
    [
      "psk",
      { ciphers: "PSK", pskCallback: () => PSK, checkServerIdentity: () => undefined },
      "TLSv1.2",
    ],
    [
      "anonymous",
      { ciphers: ANONYMOUS, rejectUnauthorized: false, minVersion: "TLSv1.2" },
      "TLSv1.2",
    ],
  ] as const)("%s, for a client that asks for it", async (name, own, protocol) => {
    const socket = await dial(name, own);
    expect(socket.getProtocol()).toBe(protocol);
    expect(await echoed(socket, name)).toBe(name);
    socket.destroy();
    expect((await servers.settled(name)).bytes).toBe(name.length);
  });

  test.each(["tls-1.1", "psk", "anonymous", "garbage", "reset"])(
    "%s, which fails in the handshake of an ordinary client",
    async (name) => {
      await expect(dial(name, {})).rejects.toThrow(/SSL|ECONNRESET|disconnected/);
      expect(await servers.settled(name)).toMatchObject({ connections: 1, bytes: 0 });
    },
  );

  test("mutual: it records the client's certificate, or that there was none", async () => {
    await used(await dial("mtls", { cert: client.pem, key: client.keyPem }));
    await used(await dial("mtls", {}));
    expect((await servers.settled("mtls")).seen).toEqual(["client client 1", "client none"]);
  });

  test("slow: it says nothing until it is released", async () => {
    const dialled = dial("slow", {});
    await expect.poll(async () => (await servers.counts("slow")).connections).toBe(1);
    expect((await servers.counts("slow")).handshakes).toBe(0);
    await servers.behave("slow", "answer");
    await used(await dialled);
    expect((await servers.settled("slow")).handshakes).toBe(1);
    await servers.behave("slow", "hold");
  });

  test("resumable, and still so once the certificate was swapped", async () => {
    const first = await dial("echo", {});
    const [session] = await once(first, "session");
    await used(first);
    await servers.swap("echo", { cert: other.pem, key: other.keyPem });
    const second = await dial("echo", { session });
    expect(second.isSessionReused()).toBe(true);
    await used(second);
    const third = await dial("echo", {});
    expect(third.getPeerCertificate().subject.CN).toBe("other");
    await used(third);
    expect(await servers.settled("echo")).toMatchObject({ handshakes: 3, resumed: 1 });
  });

  test.each([
    ["starttls", ""],
    ["injecting", "250 injected\r\n"],
  ])("%s: TLS after a preamble in clear", async (name, injected) => {
    const socket = connectTcp(servers.port(name), "127.0.0.1");
    expect(String((await once(socket, "data"))[0])).toContain("220 mail");
    socket.write("STARTTLS\r\n");
    expect(String((await once(socket, "data"))[0])).toBe(`220 go ahead\r\n${injected}`);
    const secured = await secure({ socket, ca: root.pem, host: "127.0.0.1" });
    expect(await echoed(secured, "EHLO")).toBe("EHLO");
    secured.destroy();
    expect((await servers.settled(name)).bytes).toBe(4);
  });

  test("a proxy, which tunnels to this machine whatever the host", async () => {
    const tunnel = connectTcp(servers.port("proxy"), "127.0.0.1");
    const authority = `api.example.com:${servers.port("echo")}`;
    tunnel.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
    expect(String((await once(tunnel, "data"))[0])).toContain("200");
    const secured = await secure({ socket: tunnel, ca: root.pem, host: "api.example.com" });
    expect(await echoed(secured, "hello")).toBe("hello");
    secured.destroy();
    expect((await servers.settled("echo")).bytes).toBe(5);
    expect((await servers.settled("proxy")).seen).toEqual([`connect ${authority}`]);
  });

  test("redirecting", async () => {
    const to = encodeURIComponent("http://example.net/");
    const answer = await fetch(
      `http://127.0.0.1:${servers.port("plain")}/redirect?status=307&to=${to}`,
      {
        redirect: "manual",
      },
    );
    expect([answer.status, answer.headers.get("location")]).toEqual([307, "http://example.net/"]);
  });

  test("a WebSocket that echoes", async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${servers.port("plain")}/chat`);
    await new Promise((resolve) => socket.addEventListener("open", resolve));
    const message = new Promise((resolve) =>
      socket.addEventListener("message", (e) => resolve(e.data)),
    );
    socket.send("hello");
    expect(await message).toBe("hello");
    socket.close();
  });
});

describe("a server that speaks whatever the client begins with", () => {
  test("hears HTTP/1.1, inside TLS and in clear, and keeps no header's value", async () => {
    const headers = { authorization: "Bearer secret", "X-Trace": "1" };
    const outgoing = request({ ...options("any"), path: "/v1/me?token=1", headers, agent: false });
    outgoing.end();
    const [incoming] = await once(outgoing, "response");
    incoming.resume();
    await once(incoming, "close");
    await (await fetch(`http://127.0.0.1:${servers.port("any")}/clear`)).text();
    const { heard, seen, requests } = await servers.counts("any");
    expect(requests).toBe(2);
    expect(heard[0]).toEqual({
      method: "GET",
      host: `127.0.0.1:${servers.port("any")}`,
      path: "/v1/me?token=1",
      headers: ["authorization", "x-trace", "host", "connection"],
      inClear: false,
    });
    expect(heard[1]).toMatchObject({ path: "/clear", inClear: true });
    expect(seen.filter((line) => line === "clear")).toHaveLength(1);
    expect(JSON.stringify(heard)).not.toContain("Bearer");
    await servers.fresh();
  });

  test("hears HTTP/2", async () => {
    const session = connectHttp2(`https://127.0.0.1:${servers.port("any")}`, { ca: root.pem });
    const stream = session.request({ ":path": "/v1/me", cookie: "a=1" });
    expect((await once(stream, "response"))[0][":status"]).toBe(200);
    session.destroy();
    expect((await servers.settled("any")).heard).toEqual([
      {
        method: "GET",
        host: expect.any(String),
        path: "/v1/me",
        headers: ["cookie"],
        inClear: false,
      },
    ]);
  });

  test("closes after one answer, where it is to be dialled again", async () => {
    const agent = new Agent({ keepAlive: true });
    for (const path of ["/1", "/2"]) {
      const outgoing = request({ ...options("closing"), path, agent }).end();
      const [incoming] = await once(outgoing, "response");
      incoming.resume();
      await once(incoming, "close");
    }
    const session = connectHttp2(`https://127.0.0.1:${servers.port("closing")}`, { ca: root.pem });
    const stream = session.request({ ":path": "/3" });
    await once(stream, "response");
    stream.resume();
    await once(session, "close");
    expect(await servers.settled("closing")).toMatchObject({ connections: 3, requests: 3 });
  });

  test("echoes anything else", async () => {
    const socket = await dial("any", {});
    expect(await echoed(socket, "secret")).toBe("secret");
    socket.destroy();
    expect(await servers.settled("any")).toMatchObject({ bytes: 6, heard: [] });
  });

  test("resumes the session of a server that it shares ticket keys with", async () => {
    const first = await dial("any", {});
    const [session] = await once(first, "session");
    await used(first);
    const second = await dial("heir", { session });
    expect(second.isSessionReused()).toBe(true);
    await used(second);
    const third = await dial("echo", { session });
    expect(third.isSessionReused()).toBe(false);
    await used(third);
  });

  test("resets TLS and answers in clear, where it is to provoke a fallback", async () => {
    await expect(dial("downgrade", {})).rejects.toThrow("ECONNRESET");
    await (await fetch(`http://127.0.0.1:${servers.port("downgrade")}/clear`)).text();
    const { handshakes, heard } = await servers.counts("downgrade");
    expect([handshakes, heard.length]).toEqual([0, 1]);
    await servers.fresh();
  });

  test("notes with which alert a client broke a handshake off", async () => {
    const { error } = spawnSync("openssl", ["version"]);
    if (error !== undefined) return process.stderr.write("SKIPPED: openssl is not installed\n");
    const to = ["-connect", `127.0.0.1:${servers.port("any")}`, "-verify_return_error"];
    spawnSync("openssl", ["s_client", ...to], { input: "" });
    return expect((await servers.settled("any")).alerts).toEqual([
      "ERR_SSL_TLSV1_ALERT_UNKNOWN_CA",
    ]);
  });
});

function options(name: string): ConnectionOptions {
  return { host: "127.0.0.1", port: servers.port(name), ca: root.pem };
}

function dial(name: string, own: ConnectionOptions): Promise<TLSSocket> {
  return secure({ ...options(name), ...own });
}

function secure(all: ConnectionOptions): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect(all, () => resolve(socket));
    socket.once("error", reject);
  });
}

async function echoed(socket: TLSSocket, text: string): Promise<string> {
  socket.write(text);
  return String((await once(socket, "data"))[0]);
}

// A client that leaves at once may be gone before the server has finished its side of TLS 1.3.
async function used(socket: TLSSocket): Promise<void> {
  await echoed(socket, "used");
  socket.destroy();
}

function refusal(): Error {
  return new Error("refused");
}

const PSK = { identity: "tester", psk: Buffer.from("0badc0de", "hex") };
